import * as fc from 'fast-check';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector } from 'kysely';
import { describe, expect, it } from 'vitest';
import { endpoints } from '../../functions/http/all.ts';
import type { Principal } from '../../shared/auth/principal.ts';
import { PostgresCompiler } from '../../shared/db/engines/postgres/compiler.ts';
import { compileForSqlServer } from '../../shared/db/engines/sqlserver/compile.ts';
import { defaultOrgSettings } from '../../shared/db/org-settings.ts';
import type { TenantSession } from '../../shared/db/session.ts';
import type { Tables } from '../../shared/db/tables.ts';
import type { TenantEndpoint } from '../../shared/http/endpoint.ts';
import { parseInput } from '../../shared/http/parse-input.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { canary, queriesFor } from './filter-grammar.ts';
import { pathOf, queryOf } from './hostile-cases.ts';

/** A statement as both engines would send it. */
interface Compiled {
  readonly postgres: string;
  readonly sqlServer: string;
}

/** A database that answers no row to everything, and keeps what both compilers make of every statement. */
function compilingDatabase(): { db: Kysely<Tables>; statements: Compiled[] } {
  const statements: Compiled[] = [];
  const compiler = new PostgresCompiler();
  const db = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (of) => new PostgresIntrospector(of),
      createQueryCompiler: () => compiler,
    },
    plugins: [
      {
        transformQuery({ node, queryId }) {
          const { sql } = compiler.compileQuery(node, queryId);
          statements.push({ postgres: sql, sqlServer: compileForSqlServer(node).sql });
          return node;
        },
        transformResult: ({ result }) => Promise.resolve(result),
      },
    ],
  });
  return { db, statements };
}

const now = new Date('2026-06-01T12:00:00Z');
const actor = { kind: 'user', id: 'ann', name: 'Ann' } as const;
const principal: Principal = { actor, orgKey: 'acme', roles: ['admin'], expiresAt: now };

/** Parses and runs a read as a request would. Resolves to its statements; null when the query is refused. */
async function run(record: TenantEndpoint, query: string): Promise<Compiled[] | null> {
  const { db, statements } = compilingDatabase();
  const trace = { correlationId: 'c', causationId: null };
  const session: TenantSession = { db, orgId: 1, settings: defaultOrgSettings, now, actor, trace, trips: { count: 0 } };
  const url = new URL(`http://localhost${pathOf(record, {})}?${query}`);
  try {
    const { input } = parseInput(record, { url, headers: new Headers(), params: { id: '1' }, bytes: new Uint8Array() });
    await record.handler(session, input, principal);
    return statements;
  } catch (error) {
    // The record that a nested list belongs to is not there.
    if (error instanceof AppError && error.status === 404) return statements;
    if (error instanceof AppError && error.status === 400) return null;
    throw error;
  }
}

const lists = endpoints.flatMap((record) =>
  record.access === 'read' && Object.keys(queryOf(record)).length > 0 ? [[record.name, record] as const] : [],
);

describe.each(lists)('the filters of %s', (_, record) => {
  it('are refused or compile for both engines, and no value of theirs becomes part of a statement', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(queriesFor(record), async (query) => {
        const statements = await run(record, query);
        if (statements === null) return;
        accepted += 1;
        expect(statements.length).toBeGreaterThan(0);
        for (const { postgres, sqlServer } of statements) {
          expect(postgres).not.toContain(canary);
          expect(sqlServer).not.toContain(canary);
        }
      }),
      { numRuns: 400 },
    );
    expect(accepted).toBeGreaterThan(20);
  });
});
