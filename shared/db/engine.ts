import type { Kysely } from 'kysely';
import type { MigrationDatabase } from './migrations/migration.ts';
import type { Tables } from './tables.ts';

/** What a connection may see: one organisation, or (jobs that cross tenants, named in code) all of them. */
export type Scope = { readonly kind: 'tenant'; readonly orgId: number } | { readonly kind: 'system' };

/** What went wrong in the database, in words that both engines share. `outdated`: a migration ran under the statement; the same again succeeds. */
export type FaultKind =
  | 'unique'
  | 'foreign_key'
  | 'check'
  | 'too_long'
  | 'deadlock'
  | 'outdated'
  | 'unavailable'
  | 'pool_exhausted'
  | 'timeout';

export interface DatabaseFault {
  readonly kind: FaultKind;
  /** Name of the violated constraint or index, where the engine tells it. */
  readonly constraint: string | null;
}

/** Counts what travels between the process and the database for one session. */
export interface RoundTrips {
  count: number;
}

export interface PoolFigures {
  readonly open: number;
  readonly idle: number;
  readonly waiting: number;
  readonly max: number;
}

/**
 * One database engine. Everything that differs between SQL Server and PostgreSQL is behind this interface; nobody outside
 * `shared/db/engines/` asks which one it is.
 *
 * The Kysely instances handed out default to schema `app`, use camelCase names, take the PostgreSQL-flavoured builder
 * (`returning`, `limit`, `forUpdate().skipLocked()`, `update … from`) and the markers of `portable.ts`.
 */
export interface Engine {
  /** For logs and the health answer only. */
  readonly name: 'postgres' | 'sqlserver';
  /**
   * A Kysely whose every statement runs on a pooled connection that sees only `scope`. No transaction: each statement is one
   * round trip (plus one when the pooled connection last served another scope and the engine cannot set it in the same batch).
   */
  reader(scope: Scope, trips: RoundTrips): Kysely<Tables>;
  /**
   * Runs `work` in one transaction (read committed) on one connection that sees only `scope`; commits when it resolves, rolls back when
   * it rejects, and always gives the connection back. Not retried here.
   */
  transaction<T>(scope: Scope, trips: RoundTrips, work: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  /** Recognises a driver's error; null when it is not the database's. */
  faultOf(error: unknown): DatabaseFault | null;
  /** Opens what `npm run db:migrate` needs: a connection that may change the schema. */
  migrator(): MigrationDatabase;
  /** One trivial statement; the milliseconds it took. Rejects when the database does not answer within `timeoutMs`. */
  ping(timeoutMs: number): Promise<number>;
  pool(): PoolFigures;
  /** Closes the pool. Idempotent. */
  close(): Promise<void>;
}
