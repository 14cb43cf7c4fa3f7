import { migrate } from '../../shared/db/migrations/run.ts';
import type { Engine } from '../../shared/db/engine.ts';

/** Brings the schema up to date; answers the names of the steps taken. Rejects when the database is newer than this program. */
export async function migrateDatabase(engine: Engine): Promise<readonly string[]> {
  const database = engine.migrator();
  try {
    return await migrate(database);
  } finally {
    await database.close();
  }
}
