import { migrations as all } from './all.ts';
import type { Migration, MigrationDatabase } from './migration.ts';

/** Thrown when the database is newer than this program. */
export class UnknownMigrationError extends Error {
  constructor(names: readonly string[]) {
    super(`The database has migrations that this version does not know: ${names.join(', ')}. Run a newer version.`);
    this.name = 'UnknownMigrationError';
  }
}

/**
 * Brings the schema to this program's level and answers the names of the steps taken. Two runners at once are safe: they run one after the other
 * under the engine's application lock. Throws `UnknownMigrationError` when the database is ahead.
 */
export function migrate(database: MigrationDatabase, steps: readonly Migration[] = all): Promise<readonly string[]> {
  return database.locked(async (connection) => {
    await connection.prepare();
    const applied = new Set(await connection.applied());
    const known = new Set(steps.map((step) => step.name));
    const unknown = [...applied].filter((name) => !known.has(name));
    if (unknown.length > 0) throw new UnknownMigrationError(unknown);
    const open = steps.filter((step) => !applied.has(step.name));
    for (const step of open)
      await connection.apply(
        step.name,
        step.changes.flatMap((change) => database.print(change)),
      );
    return open.map((step) => step.name);
  });
}
