import mssql from 'mssql';
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely';
import type { RoundTrips, Scope } from '../../engine.ts';
import { repeatDeadlock } from '../../repeat-deadlock.ts';
import { statementOf } from './compile.ts';
import { faultOfSqlServer } from './faults.ts';
import type { SqlServerPool } from './pool.ts';
import { sendStatement } from './send-statement.ts';

/** Single statements, each on whatever connection of the pool is free and in the scope that its batch sets. */
export class ReaderDriver implements Driver {
  readonly #connection: DatabaseConnection;

  constructor(pool: SqlServerPool, scope: Scope, trips: RoundTrips) {
    this.#connection = {
      executeQuery: <R>(query: CompiledQuery): Promise<QueryResult<R>> =>
        repeatDeadlock(faultOfSqlServer, () => {
          trips.count += 1;
          return pool.run((open) => sendStatement<R>(new mssql.Request(open), statementOf(query), scope));
        }),
      streamQuery: refuseStream,
    };
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  beginTransaction(): Promise<void> {
    return Promise.reject(new Error('A reader runs single statements: use the transaction of the engine.'));
  }

  async commitTransaction(): Promise<void> {}

  async rollbackTransaction(): Promise<void> {}

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}

/** Results are read whole: a list has a limit. */
export function refuseStream(): never {
  throw new Error('This engine does not stream results: page through them.');
}
