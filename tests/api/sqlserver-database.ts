import { randomUUID } from 'node:crypto';
import mssql from 'mssql';
import { createSqlServerEngine } from '../../shared/db/engines/sqlserver/create-sqlserver-engine.ts';
import { parseAddress, type SqlServerAddress } from '../../shared/db/engines/sqlserver/options.ts';
import { migrate } from '../../shared/db/migrations/run.ts';
import type { FreshDatabase } from './fresh-database.ts';

/** Makes and migrates a database of a test file's own on a SQL Server; `url` names any database there and a login that may create more. */
export async function freshSqlServerDatabase(url: string): Promise<FreshDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await run(url, `CREATE DATABASE [${name}]`);
  await run(url, `ALTER DATABASE [${name}] SET READ_COMMITTED_SNAPSHOT ON`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const engine = createSqlServerEngine({ address: own.href });
  const database = engine.migrator();
  await migrate(database);
  await database.close();
  await engine.close();
  const drop = `ALTER DATABASE [${name}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE [${name}]`;
  return { url: own.href, drop: () => run(url, drop) };
}

async function run(url: string, statement: string): Promise<void> {
  const pool = await new mssql.ConnectionPool(configOf(parseAddress(url))).connect();
  try {
    await pool.request().batch(statement);
  } finally {
    await pool.close();
  }
}

function configOf({
  login,
  port = 1433,
  encrypt = true,
  trustServerCertificate = false,
  ...at
}: SqlServerAddress): mssql.config {
  if (login.kind !== 'password') throw new Error('TEST_SQLSERVER_URL needs a user and a password.');
  const { user, password } = login;
  return { ...at, port, user, password, options: { encrypt, trustServerCertificate } };
}
