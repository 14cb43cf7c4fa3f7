import { CamelCasePlugin, createQueryId, WithSchemaPlugin, type CompiledQuery, type RootOperationNode } from 'kysely';
import { parameterOf, type Parameter } from './parameters.ts';
import { TsqlTransformer } from './rewrite-transformer.ts';
import { TsqlCompiler } from './tsql-compiler.ts';

/** What the engine's Kysely does to a tree before it is rewritten. */
const naming = [new WithSchemaPlugin('app'), new CamelCasePlugin()];

/** One statement in T-SQL; parameter n is `@n`, counted from 1. */
export interface TsqlStatement {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

/**
 * Compiles a query as this engine would run it, without a database. `node` is the tree as the domain built it. Throws
 * `UnsupportedQueryError` when SQL Server has no words for it.
 */
export function compileForSqlServer(node: RootOperationNode): TsqlStatement {
  const queryId = createQueryId();
  const named = naming.reduce((tree, plugin) => plugin.transformQuery({ node: tree, queryId }), node);
  return statementOf(new TsqlCompiler().compileQuery(new TsqlTransformer().transformNode(named, queryId), queryId));
}

/** What of a compiled query travels to the server. */
export function statementOf(compiled: CompiledQuery): TsqlStatement {
  return { sql: compiled.sql, parameters: compiled.parameters.map(parameterOf) };
}
