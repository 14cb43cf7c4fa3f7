import { Client } from 'pg';

/**
 * Tells PostgreSQL's planner what tables hold that have just been filled: by itself it looks a minute later, and meanwhile takes them for empty. SQL Server
 * looks by itself in time.
 */
export async function refreshStatistics(databaseUrl: string | undefined): Promise<void> {
  if (databaseUrl === undefined || !/^postgres(ql)?:/.test(databaseUrl)) return;
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}
