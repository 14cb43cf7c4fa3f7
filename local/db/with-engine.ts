import type { Engine } from '../../shared/db/engine.ts';
import { explainingDatabase } from './explain-database.ts';
import { openLocalDatabase, type LocalDatabase } from './local-database.ts';
import { openLocalEngine } from './open-local-engine.ts';

/**
 * Runs `work` on the database that the environment names (DATABASE_URL, or the SQL_* settings), else on the embedded one of `dataDir`, which
 * is started and stopped around it, or joined when `npm start` has it running.
 */
export async function withEngine<T>(
  dataDir: string,
  env: Readonly<Record<string, string | undefined>>,
  work: (engine: Engine, database: { readonly where: string; readonly url: string | undefined }) => Promise<T>,
): Promise<T> {
  const database = await chosenDatabase(dataDir, env);
  try {
    return await explainingDatabase(database?.embedded === true, () => openAndWork(database, env, work));
  } finally {
    await database?.stop();
  }
}

async function openAndWork<T>(
  database: LocalDatabase | undefined,
  env: Readonly<Record<string, string | undefined>>,
  work: Parameters<typeof withEngine<T>>[2],
): Promise<T> {
  const engine = await openLocalEngine(database?.url, env);
  try {
    const where = database?.where ?? `${env['SQL_DATABASE'] ?? ''} on ${env['SQL_SERVER'] ?? ''}`;
    return await work(engine, { where, url: database?.url });
  } finally {
    await engine.close();
  }
}

async function chosenDatabase(
  dataDir: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<LocalDatabase | undefined> {
  const url = env['DATABASE_URL'];
  const named = (url === undefined || url === '') && (env['SQL_SERVER'] ?? '') !== '';
  return named ? undefined : openLocalDatabase(dataDir, url, { join: true });
}
