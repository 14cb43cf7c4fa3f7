import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createDatabase } from '../../local/postgres/fresh-database.ts';
import { startPostgres } from '../../local/postgres/start-postgres.ts';
import { createPostgresEngine } from '../../shared/db/engines/postgres/create-postgres-engine.ts';
import { migrate } from '../../shared/db/migrations/run.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the `postgres` database of the test cluster, as superuser. */
    postgresUrl: string;
    /** A migrated, empty database to copy. */
    templateDatabase: string;
  }
}

const template = 'flowledger_template';

/** Starts the one PostgreSQL of a test run and migrates the database that each test file copies. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'flowledger-api-'));
  // Run as root, PostgreSQL gives way to another account, which must get through here.
  await chmod(folder, 0o711);
  const server = await startPostgres({ dataDir: join(folder, 'cluster'), durability: 'fast', maxConnections: 300 });
  await createDatabase(server, template);
  const engine = createPostgresEngine({ url: server.url(template) });
  await migrate(engine.migrator());
  await engine.close();
  project.provide('postgresUrl', server.url('postgres'));
  project.provide('templateDatabase', template);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
