import pg from 'pg';

/** The role that every application connection takes: it owns nothing, cannot alter, cannot bypass row-level security. */
export const appRole = 'flowledger_app';

/** Client-side limits that the server enforces too, in milliseconds. */
const limits = { statement: 30_000, lock: 10_000, idleInTransaction: 60_000, connect: 5_000 };

/** How values come back: bigint and numeric as numbers (ids stay below 2^53, money below 10^15), JSON as text. */
function typeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC) return Number;
  if (oid === pg.types.builtins.JSON || oid === pg.types.builtins.JSONB) return (value) => value;
  return pg.types.getTypeParser(oid, format ?? 'text') as (value: string) => unknown;
}

/**
 * A pool of at most `max` connections in the application's role. An idle connection that the server closes is dropped in silence: the next
 * request opens another.
 */
export function openPool(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    // BEGIN and the scope travel with the first statement: no round trip of their own.
    pipeline: true,
    connectionTimeoutMillis: limits.connect,
    idleTimeoutMillis: 60_000,
    query_timeout: limits.statement + 5_000,
    types: { getTypeParser: typeParser as typeof pg.types.getTypeParser },
    options: [
      `-c role=${appRole}`,
      '-c timezone=UTC',
      `-c statement_timeout=${limits.statement}`,
      `-c lock_timeout=${limits.lock}`,
      `-c idle_in_transaction_session_timeout=${limits.idleInTransaction}`,
    ].join(' '),
  });
  pool.on('error', () => undefined);
  return pool;
}
