import {
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  type Dialect,
  type Driver,
  type KyselyPlugin,
  type RootOperationNode,
} from 'kysely';
import type { Engine, RoundTrips, Scope } from '../../engine.ts';
import type { Tables } from '../../tables.ts';
import { PostgresCompiler } from './compiler.ts';
import { postgresFault } from './faults.ts';
import { postgresMigrator } from './migrator.ts';
import { openPool, type PostgresPool } from './pool.ts';
import { PinnedDriver, ScopedDriver } from './scoped-driver.ts';

export interface PostgresEngineOptions {
  /** `postgres://user:password@host:port/database`; the user must be able to take the application's role. */
  readonly url: string;
  /** Most connections of the pool. Default 10. */
  readonly poolMax?: number;
  /** Sees each statement as the domain built it: names in camelCase, tables without a schema. */
  readonly onStatement?: (node: RootOperationNode) => void;
}

/** The PostgreSQL engine. Connects on first use. */
export function createPostgresEngine(options: PostgresEngineOptions): Engine {
  const max = options.poolMax ?? 10;
  const pool = openPool(options.url, max);
  const plugins = options.onStatement === undefined ? [] : [listener(options.onStatement)];

  const reader = (scope: Scope, trips: RoundTrips): Kysely<Tables> =>
    new Kysely<Tables>({ dialect: dialectOver(new ScopedDriver(pool, scope, trips)), plugins });

  return {
    name: 'postgres',
    reader,
    transaction: (scope, trips, work) => transaction(pool, scope, trips, plugins, work),
    faultOf: postgresFault,
    migrator: () => postgresMigrator(options.url),
    ping: (timeoutMs) => ping(pool, timeoutMs),
    pool: () => pool.figures(),
    close: () => pool.close(),
  };
}

function dialectOver(driver: Driver): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresCompiler(),
  };
}

async function transaction<T>(
  pool: PostgresPool,
  scope: Scope,
  trips: RoundTrips,
  plugins: KyselyPlugin[],
  work: (db: Kysely<Tables>) => Promise<T>,
): Promise<T> {
  const driver = new ScopedDriver(pool, scope, trips);
  const connection = await driver.begin();
  const db = new Kysely<Tables>({ dialect: dialectOver(new PinnedDriver(connection)), plugins });
  let unusable = false;
  try {
    const result = await work(db);
    await driver.commitTransaction(connection);
    return result;
  } catch (error) {
    // On a broken connection nobody would answer, and whoever waits has waited long enough.
    if (connection.broken === undefined) {
      await driver.rollbackTransaction(connection).catch(() => {
        unusable = true;
      });
    }
    throw error;
  } finally {
    driver.release(connection, unusable);
  }
}

async function ping({ pool }: PostgresPool, timeoutMs: number): Promise<number> {
  const started = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('timeout exceeded when trying to connect')), timeoutMs);
  });
  try {
    await Promise.race([pool.query('select 1'), late]);
    return performance.now() - started;
  } finally {
    clearTimeout(timer);
  }
}

function listener(onStatement: (node: RootOperationNode) => void): KyselyPlugin {
  return {
    transformQuery({ node }) {
      onStatement(node);
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
}
