import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { readPassword } from './cluster.ts';
import { realLocation } from './real-location.ts';
import { serverAddress, type ServerAddress } from './server-address.ts';

/**
 * The server that another program runs on a data folder, to work with beside it; undefined when none answers there. It ends when that program
 * ends it.
 */
export async function joinPostgres(folder: string): Promise<ServerAddress | undefined> {
  const dataDir = await realLocation(folder);
  const [port, password] = await Promise.all([servedPort(dataDir), readPassword(dataDir)]);
  if (port === undefined || password === undefined) return undefined;
  const address = serverAddress(port, password);
  return (await servesFolder(address, dataDir)) ? address : undefined;
}

/** From the fourth line of `postmaster.pid` (PostgreSQL's documentation, "Database File Layout"). */
async function servedPort(dataDir: string): Promise<number | undefined> {
  const content = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => '');
  const port = Number(content.split('\n')[3]);
  return Number.isSafeInteger(port) && port > 0 ? port : undefined;
}

/** Asks the server itself: the file may be of a server that is gone, and its port another's. */
async function servesFolder(address: ServerAddress, dataDir: string): Promise<boolean> {
  const client = new Client({ connectionString: address.url('postgres'), connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ folder: string }>("select current_setting('data_directory') as folder");
    return (await realLocation(rows[0]?.folder ?? '')) === dataDir;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
