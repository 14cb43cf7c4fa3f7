import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { RootOperationNode } from 'kysely';
import type { Tables } from '../../../tables.ts';
import { compileForSqlServer } from '../compile.ts';

/** A Kysely as the domain is handed one, that never reaches a database. For tests of compiled text. */
export const compileOnly = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** The T-SQL of a query, without the quotes around names, for reading. */
export function tsql(query: { toOperationNode(): unknown }): string {
  return compileForSqlServer(query.toOperationNode() as RootOperationNode).sql.replaceAll('"', '');
}

/** The declared types of a query's parameters, in order. */
export function parameterTypes(query: { toOperationNode(): unknown }): readonly string[] {
  return compileForSqlServer(query.toOperationNode() as RootOperationNode).parameters.map((it) => it.type);
}
