import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { createDatabase } from '../postgres/fresh-database.ts';
import { joinPostgres } from '../postgres/join-postgres.ts';
import type { ServerAddress } from '../postgres/server-address.ts';
import { DataFolderInUseError } from '../postgres/start-errors.ts';
import { startPostgres } from '../postgres/start-postgres.ts';

/** A database to work on: the one that DATABASE_URL names, or the embedded PostgreSQL of a data folder. */
export interface LocalDatabase {
  readonly url: string;
  /** In words, without a password. */
  readonly where: string;
  readonly embedded: boolean;
  /** Stops the embedded server; does nothing to one that is not ours. */
  stop(): Promise<void>;
}

const name = 'flowledger';

/** The folder of the embedded server's cluster within a data folder. */
export function clusterFolder(dataDir: string): string {
  return join(dataDir, 'postgres');
}

/**
 * Opens the database: `databaseUrl` when given, else the embedded server on `dataDir`, made when absent. With `join`, a server that another
 * program runs there is worked with beside it, and left running. Rejects with the start errors of `startPostgres`.
 */
export async function openLocalDatabase(
  dataDir: string,
  databaseUrl: string | undefined,
  options: { readonly join?: boolean } = {},
): Promise<LocalDatabase> {
  if (databaseUrl !== undefined && databaseUrl !== '') {
    return { url: databaseUrl, where: addressOf(databaseUrl), embedded: false, stop: () => Promise.resolve() };
  }
  await mkdir(dataDir, { recursive: true });
  const { server, stop } = await openServer(clusterFolder(dataDir), options.join === true);
  try {
    if (!(await exists(server.url('postgres')))) await createDatabase(server, name);
  } catch (error) {
    await stop();
    throw error;
  }
  const where = `${dataDir} (PostgreSQL on 127.0.0.1:${server.port}, database ${name})`;
  return { url: server.url(name), where, embedded: true, stop };
}

async function openServer(
  folder: string,
  mayJoin: boolean,
): Promise<{ readonly server: ServerAddress; readonly stop: () => Promise<void> }> {
  try {
    const server = await startPostgres({ dataDir: folder, tell: (sentence) => console.warn(sentence) });
    return { server, stop: () => server.stop() };
  } catch (error) {
    const server = mayJoin && error instanceof DataFolderInUseError ? await joinPostgres(folder) : undefined;
    if (server === undefined) throw error;
    return { server, stop: () => Promise.resolve() };
  }
}

async function exists(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    return found.rowCount === 1;
  } finally {
    await client.end();
  }
}

function addressOf(databaseUrl: string): string {
  const { protocol, host, pathname } = new URL(databaseUrl);
  return `${protocol}//${host}${pathname}`;
}
