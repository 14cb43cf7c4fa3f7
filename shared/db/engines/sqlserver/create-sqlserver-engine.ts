import {
  CamelCasePlugin,
  Kysely,
  MssqlAdapter,
  MssqlIntrospector,
  type Dialect,
  type Driver,
  type KyselyPlugin,
} from 'kysely';
import type { Engine } from '../../engine.ts';
import type { Tables } from '../../tables.ts';
import { faultOfSqlServer } from './faults.ts';
import { sqlServerMigrator } from './migrator.ts';
import type { SqlServerOptions } from './options.ts';
import { ping } from './ping.ts';
import { SqlServerPool } from './pool.ts';
import { ReaderDriver } from './reader-driver.ts';
import { TsqlRewritePlugin } from './rewrite-plugin.ts';
import { runTransaction } from './transaction.ts';
import { TsqlCompiler } from './tsql-compiler.ts';

/** The engine for SQL Server 2022 and Azure SQL. Connects on first use. Throws a `TypeError` when used with an address that cannot be read. */
export function createSqlServerEngine(options: SqlServerOptions): Engine {
  const pool = new SqlServerPool(options);
  const plugins: KyselyPlugin[] = [new CamelCasePlugin(), new TsqlRewritePlugin()];
  const kyselyOver = (driver: Driver): Kysely<Tables> =>
    new Kysely<Tables>({ dialect: dialectOver(driver), plugins }).withSchema('app');
  return {
    name: 'sqlserver',
    reader: (scope, trips) => kyselyOver(new ReaderDriver(pool, scope, trips)),
    transaction: (scope, trips, work) => runTransaction(pool, scope, trips, (driver) => work(kyselyOver(driver))),
    faultOf: faultOfSqlServer,
    migrator: () => sqlServerMigrator(options),
    ping: (timeoutMs) => ping(pool, timeoutMs),
    pool: () => pool.figures(),
    close: () => pool.close(),
  };
}

function dialectOver(driver: Driver): Dialect {
  return {
    createAdapter: () => new MssqlAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new MssqlIntrospector(db),
    createQueryCompiler: () => new TsqlCompiler(),
  };
}
