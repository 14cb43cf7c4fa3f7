import { Pool, types, type PoolClient } from 'pg';
import type { PoolFigures } from '../../engine.ts';
import { isUnanswered } from './faults.ts';
import { createStatementNames, type StatementNames } from './statement-names.ts';

/** The role that every application connection takes: it owns nothing, cannot alter, cannot bypass row-level security. */
export const appRole = 'flowledger_app';

/**
 * Client-side limits that the server enforces too, in milliseconds. Whoever waits for an answer gives up after some ten seconds: a database that
 * is frozen must become a 503 before that. A lock is given up before its statement is, so that what failed can be told.
 */
const limits = { statement: 8_000, lock: 6_000, idleInTransaction: 60_000, connect: 5_000, keepAlive: 10_000 };

/** PostgreSQL's numbers of the types that need a parser of ours (pg_type.dat). */
const oid = { int8: 20, json: 114, numeric: 1700, jsonb: 3802 };

/** How values come back: bigint and numeric as numbers (ids stay below 2^53, money below 10^15), JSON as text. */
const parsers = new Map<number, (value: string) => unknown>([
  [oid.int8, Number],
  [oid.numeric, Number],
  [oid.json, (value) => value],
  [oid.jsonb, (value) => value],
]);

const typeParsers = {
  getTypeParser: ((id: Parameters<typeof types.getTypeParser>[0], format?: 'text' | 'binary') =>
    parsers.get(id) ?? types.getTypeParser(id, format)) as typeof types.getTypeParser,
};

/** The connections of an engine. */
export interface PostgresPool {
  /** For single statements without a scope. */
  readonly pool: Pool;
  /** Of the statements that its connections keep. */
  readonly names: StatementNames;
  /** A connection for one user, who gives it back. Waits at most five seconds for one. */
  take(): Promise<PoolClient>;
  /** Takes a connection back. It is closed when something broke it (`broken`: what) or it is `unusable`. */
  giveBack(client: PoolClient, broken: unknown, unusable: boolean): void;
  figures(): PoolFigures;
  /** Closes all. Again gives the same promise. */
  close(): Promise<void>;
}

/**
 * A pool of at most `max` connections in the application's role. An idle connection that the server closes is dropped in silence: the next
 * request opens another. When one gets no answer, those that have been idle since before then are not trusted: each would cost its user as long a wait.
 */
export function openPool(url: string, max: number): PostgresPool {
  const pool = new Pool({
    connectionString: url,
    max,
    // BEGIN and the scope travel with the first statement: no round trip of their own.
    pipeline: true,
    connectionTimeoutMillis: limits.connect,
    // A connection that died without a word is noticed while it idles.
    keepAlive: true,
    keepAliveInitialDelayMillis: limits.keepAlive,
    idleTimeoutMillis: 60_000,
    query_timeout: limits.statement + 1_000,
    types: typeParsers,
    options: [
      `-c role=${appRole}`,
      '-c timezone=UTC',
      // Data lie on solid state: a row through an index is no seek of a disk, and small sets of ids are joined by it.
      '-c random_page_cost=1.1',
      `-c statement_timeout=${limits.statement}`,
      `-c lock_timeout=${limits.lock}`,
      `-c idle_in_transaction_session_timeout=${limits.idleInTransaction}`,
    ].join(' '),
  });
  pool.on('error', () => undefined);
  // The pool listens to idle connections only. One that breaks between two statements of a transaction would end the process; its next
  // statement fails, and that is soon enough.
  pool.on('connect', (client) => client.on('error', () => undefined));

  const returnedAt = new WeakMap<PoolClient, number>();
  let unansweredAt = Number.NEGATIVE_INFINITY;
  let closing: Promise<void> | undefined;
  return {
    pool,
    names: createStatementNames(),
    async take() {
      for (;;) {
        const client = await pool.connect();
        if ((returnedAt.get(client) ?? Number.POSITIVE_INFINITY) > unansweredAt) return client;
        client.release(true);
      }
    },
    giveBack(client, broken, unusable) {
      const now = performance.now();
      if (isUnanswered(broken)) unansweredAt = now;
      returnedAt.set(client, now);
      client.release(unusable || broken !== undefined);
    },
    figures: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount, max }),
    close: () => (closing ??= pool.end()),
  };
}
