import type { Engine } from '../../shared/db/engine.ts';
import { migrations } from '../../shared/db/migrations/all.ts';
import { UnknownMigrationError } from '../../shared/db/migrations/run.ts';
import { UsageError } from '../start/options.ts';

/** What both databases answer to a question for a table that is not there: PostgreSQL's SQLSTATE, SQL Server's number. */
const noSuchTable = new Set<unknown>(['42P01', 208]);

/**
 * The schema is at the level of this program; nothing is changed. Waits for a migration that is running. Throws `UsageError` when steps are missing,
 * `UnknownMigrationError` when the database is newer.
 */
export async function demandSchema(engine: Engine): Promise<void> {
  const applied = await readApplied(engine);
  const known = migrations.map(({ name }) => name);
  const unknown = applied.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new UnknownMigrationError(unknown);
  const missing = known.filter((name) => !applied.includes(name));
  if (missing.length > 0) {
    const steps = missing.join(', ');
    throw new UsageError(
      `The schema of the database is not at this program's level: ${steps}. Run npm run db:migrate first.`,
    );
  }
}

async function readApplied(engine: Engine): Promise<readonly string[]> {
  const database = engine.migrator();
  try {
    return await database.locked((connection) => connection.applied());
  } catch (error) {
    if (isMissingTable(error)) return [];
    throw error;
  } finally {
    await database.close();
  }
}

function isMissingTable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, number } = error as Error & { readonly code?: unknown; readonly number?: unknown };
  return noSuchTable.has(code) || noSuchTable.has(number);
}
