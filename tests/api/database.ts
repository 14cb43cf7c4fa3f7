import { randomUUID } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';
import { inject } from 'vitest';
import type { FreshDatabase } from './fresh-database.ts';

/** Copies the template; on the SQL Server of TEST_SQLSERVER_URL, when that is set, makes one anew. Only in files named `*.db.test.ts` or under `tests/api/`: the others have no server. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const sqlServer = process.env['TEST_SQLSERVER_URL'] ?? '';
  if (sqlServer !== '') {
    // Its driver takes longer to load than most test files take to run.
    const { freshSqlServerDatabase } = await import('./sqlserver-database.ts');
    return freshSqlServerDatabase(sqlServer);
  }
  const admin = inject('postgresUrl');
  if (typeof admin !== 'string') throw new Error('A test that needs a database is named *.db.test.ts.');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const quoted = escapeIdentifier(name);
  await run(admin, `CREATE DATABASE ${quoted} TEMPLATE ${escapeIdentifier(inject('templateDatabase'))}`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(admin, `DROP DATABASE IF EXISTS ${quoted} WITH (FORCE)`) };
}

async function run(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
