import { Client, escapeIdentifier } from 'pg';
import type { ServerAddress } from './server-address.ts';

/**
 * Creates a database, as a copy of `template` when one is named (nobody may be connected to it), else empty.
 *
 * @throws the driver's error: 42P04 when the name is taken, 3D000 when the template is unknown, 55006 when it is in use.
 */
export async function createDatabase(server: ServerAddress, name: string, template?: string): Promise<void> {
  const source = template === undefined ? '' : ` TEMPLATE ${escapeIdentifier(template)}`;
  await administer(server, `CREATE DATABASE ${escapeIdentifier(name)}${source}`);
}

/** Drops a database and ends the connections to it. A name that does not exist is no error. */
export async function dropDatabase(server: ServerAddress, name: string): Promise<void> {
  await administer(server, `DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`);
}

async function administer(server: ServerAddress, statement: string): Promise<void> {
  const client = new Client({ connectionString: server.url('postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
