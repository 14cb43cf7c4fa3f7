import mssql, { type Transaction } from 'mssql';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import type { RoundTrips, Scope } from '../../engine.ts';
import { statementOf } from './compile.ts';
import type { SqlServerPool } from './pool.ts';
import { refuseStream } from './reader-driver.ts';
import { sendStatement } from './send-statement.ts';

/**
 * Runs `work` in a read committed transaction: commits when it resolves, rolls back when it rejects. The connection goes back to the pool either
 * way. Statements that `work` started and did not await have ended before that.
 */
export async function runTransaction<T>(
  pool: SqlServerPool,
  scope: Scope,
  trips: RoundTrips,
  work: (driver: Driver) => Promise<T>,
): Promise<T> {
  trips.count += 1;
  const transaction = await pool.run((open) => new mssql.Transaction(open).begin(mssql.ISOLATION_LEVEL.READ_COMMITTED));
  const connection = new TransactionConnection(transaction, scope, trips);
  try {
    const result = await work(new PinnedDriver(connection));
    await connection.end();
    trips.count += 1;
    await transaction.commit();
    return result;
  } catch (error) {
    await connection.end();
    trips.count += 1;
    // Already rolled back by the server (XACT_ABORT), or out of reach and rolled back with its connection.
    await transaction.rollback().catch(() => undefined);
    throw error;
  }
}

/** The transaction's connection. The driver takes one statement at a time and says EREQINPROG to a second: here they queue. */
class TransactionConnection implements DatabaseConnection {
  readonly #transaction: Transaction;
  readonly #scope: Scope;
  readonly #trips: RoundTrips;
  #last: Promise<unknown> = Promise.resolve();
  #entered = false;
  #ended = false;

  constructor(transaction: Transaction, scope: Scope, trips: RoundTrips) {
    this.#transaction = transaction;
    this.#scope = scope;
    this.#trips = trips;
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#ended) return Promise.reject(new Error('The transaction has ended.'));
    const sent = this.#last.then(() => this.#send<R>(query));
    this.#last = sent.catch(() => undefined);
    return sent;
  }

  streamQuery(): never {
    return refuseStream();
  }

  /** Takes no more statements and waits for those under way. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#last;
  }

  async #send<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    this.#trips.count += 1;
    const scope = this.#entered ? null : this.#scope;
    const result = await sendStatement<R>(new mssql.Request(this.#transaction), statementOf(query), scope);
    this.#entered = true;
    return result;
  }
}

/** Gives Kysely the one connection that the transaction runs on. */
class PinnedDriver implements Driver {
  readonly #connection: DatabaseConnection;

  constructor(connection: DatabaseConnection) {
    this.#connection = connection;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  beginTransaction(): Promise<void> {
    return Promise.reject(new Error('A transaction has none inside.'));
  }

  async commitTransaction(): Promise<void> {}

  async rollbackTransaction(): Promise<void> {}

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}
