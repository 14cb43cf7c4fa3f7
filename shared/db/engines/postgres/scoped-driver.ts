import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import type pg from 'pg';
import type { RoundTrips, Scope } from '../../engine.ts';
import { repeatDeadlock } from '../../repeat-deadlock.ts';
import { breaksConnection, isOutdated, postgresFault } from './faults.ts';
import type { PostgresPool } from './pool.ts';
import { answerOf } from './read-rows.ts';
import type { StatementNames } from './statement-names.ts';

/** The session setting that row-level security reads; 0 sees every organisation. */
const settingOf = (scope: Scope): string => (scope.kind === 'system' ? '0' : String(scope.orgId));

/** What the session setting of a pooled connection is at present. */
const settings = new WeakMap<pg.PoolClient, string>();

/** What is sent to the server before the next turn of the event loop goes out together. */
function holdBack({ connection }: pg.PoolClient): void {
  connection.stream.cork();
  setImmediate(() => connection.stream.uncork());
}

class ScopedConnection implements DatabaseConnection {
  readonly client: pg.PoolClient;
  readonly #trips: RoundTrips;
  readonly #names: StatementNames;
  /** What has been sent ahead and is not awaited yet: BEGIN or the scope. */
  #ahead: Promise<unknown> | undefined;
  #inTransaction = false;
  #broken: unknown;

  constructor(client: pg.PoolClient, trips: RoundTrips, names: StatementNames) {
    this.client = client;
    this.#trips = trips;
    this.#names = names;
  }

  /** Sends `text`, in one packet with the next statement if that comes at once; it shares its round trip, and fails it when it fails. */
  sendAhead(text: string): void {
    holdBack(this.client);
    this.#ahead = this.client.query(text);
    // The failure is reported by the next statement; what the connection may see is unknown from here on.
    this.#ahead.catch(() => settings.delete(this.client));
  }

  /** Sends BEGIN ahead, with the scope for the transaction. */
  begin(setting: string): void {
    this.#inTransaction = true;
    // The setting is made of digits only, so it can stand in the text; two statements in one message take no parameters.
    this.sendAhead(`begin; select set_config('app.org_id', '${setting}', true)`);
  }

  /** What broke the connection, if anything did: then it must not be used again. */
  get broken(): unknown {
    return this.#broken;
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const run = () => this.#current<R>(query);
    return this.#inTransaction ? run() : repeatDeadlock(postgresFault, run);
  }

  /** Sends a statement that the server may keep, again when it has become outdated. */
  async #current<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const name = this.#names.nameOf(query.sql);
    try {
      return await this.#send(query, name);
    } catch (error) {
      if (name === undefined || !isOutdated(error)) throw error;
      this.#names.renew(name);
      // A transaction is lost with it, and is run again whole by its owner.
      if (this.#inTransaction) throw error;
      return await this.#send(query, undefined);
    }
  }

  async #send<R>({ sql: text, parameters }: CompiledQuery, name: string | undefined): Promise<QueryResult<R>> {
    this.#trips.count += 1;
    const config = { text, values: [...parameters], rowMode: 'array' as const };
    const sent = this.client.query(name === undefined ? config : { ...config, name });
    const [result] = await this.#watched(Promise.all([sent, this.settle()]));
    return answerOf(result);
  }

  /** Waits for what was sent ahead. */
  async settle(): Promise<void> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    await ahead;
  }

  /** Ends the transaction; gives the command that the database says it has carried out. */
  async end(command: 'commit' | 'rollback'): Promise<string> {
    this.#trips.count += 1;
    await this.#watched(this.settle());
    const result = await this.#watched(this.client.query(command));
    return result.command;
  }

  async #watched<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (breaksConnection(error)) this.#broken ??= error;
      throw error;
    }
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('Streaming queries are not used.');
  }
}

/**
 * Hands out pooled connections that see only one scope. Outside a transaction the session setting is set when the connection last served
 * another scope; in a transaction it is set locally together with BEGIN. Both travel with the first statement (pg's pipeline mode).
 */
export class ScopedDriver implements Driver {
  readonly #pool: PostgresPool;
  readonly #setting: string;
  readonly #trips: RoundTrips;

  constructor(pool: PostgresPool, scope: Scope, trips: RoundTrips) {
    this.#pool = pool;
    this.#setting = settingOf(scope);
    this.#trips = trips;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<ScopedConnection> {
    const client = await this.#pool.take();
    const connection = new ScopedConnection(client, this.#trips, this.#pool.names);
    if (settings.get(client) !== this.#setting) {
      settings.set(client, this.#setting);
      connection.sendAhead(`select set_config('app.org_id', '${this.#setting}', false)`);
    }
    return connection;
  }

  /** Takes a connection and sends BEGIN ahead. */
  async begin(): Promise<ScopedConnection> {
    const connection = new ScopedConnection(await this.#pool.take(), this.#trips, this.#pool.names);
    await this.beginTransaction(connection);
    return connection;
  }

  beginTransaction(connection: ScopedConnection): Promise<void> {
    connection.begin(this.#setting);
    return Promise.resolve();
  }

  async commitTransaction(connection: ScopedConnection): Promise<void> {
    // A failed transaction answers COMMIT with ROLLBACK and no error.
    if ((await connection.end('commit')) !== 'COMMIT') {
      throw new Error('The transaction was rolled back by the database.');
    }
  }

  async rollbackTransaction(connection: ScopedConnection): Promise<void> {
    await connection.end('rollback');
  }

  /** Gives the connection back; one that is broken is closed instead. */
  release({ client, broken }: ScopedConnection, unusable = false): void {
    this.#pool.giveBack(client, broken, unusable);
  }

  releaseConnection(connection: ScopedConnection): Promise<void> {
    this.release(connection);
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return Promise.resolve();
  }
}

/** The driver of a running transaction: every statement on its one connection; whoever made it begins, ends and releases. */
export class PinnedDriver implements Driver {
  readonly #connection: ScopedConnection;

  constructor(connection: ScopedConnection) {
    this.#connection = connection;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  acquireConnection(): Promise<ScopedConnection> {
    return Promise.resolve(this.#connection);
  }

  beginTransaction(): Promise<void> {
    return Promise.reject(new Error('A transaction is running already.'));
  }

  commitTransaction(): Promise<void> {
    return this.beginTransaction();
  }

  rollbackTransaction(): Promise<void> {
    return this.beginTransaction();
  }

  releaseConnection(): Promise<void> {
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return Promise.resolve();
  }
}
