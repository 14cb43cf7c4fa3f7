import { Client } from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createDatabase, dropDatabase } from './fresh-database.ts';
import { startPostgres, type RunningPostgres } from './start-postgres.ts';
import { testFolder, type TestFolder } from './test-folder.ts';

// A busy machine may take several times the usual second for an initdb.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let folder: TestFolder;
let server: RunningPostgres;
beforeAll(async () => {
  folder = await testFolder();
  server = await startPostgres({ dataDir: folder.absent(), durability: 'fast' });
});
afterAll(async () => {
  await server.stop();
  await folder.remove();
});

async function connected(database: string): Promise<Client> {
  const { host, port, superuser: user, password } = server;
  const client = new Client({ host, port, user, password, database });
  await client.connect();
  return client;
}

test('copies of a template made at the same time hold its rows and go their own way', async () => {
  await createDatabase(server, 'template');
  const origin = await connected('template');
  await origin.query('create table kept as select 1 as value');
  await origin.end();
  await Promise.all(['a', 'b', 'c'].map((name) => createDatabase(server, name, 'template')));
  const [a, b] = [await connected('a'), await connected('b')];
  await a.query('update kept set value = 2');
  expect((await b.query('select value from kept')).rows).toEqual([{ value: 1 }]);
  await Promise.all([a.end(), b.end()]);
});

test('any name is a name and nothing but a name', async () => {
  const name = 'Odd "name"; drop table x; -- é/?#';
  await createDatabase(server, name);
  await createDatabase(server, `copy of ${name}`, name);
  const client = await connected(name);
  expect((await client.query('select current_database() as name')).rows).toEqual([{ name }]);
  await client.end();
  await dropDatabase(server, name);
  await expect(connected(name)).rejects.toMatchObject({ code: '3D000' });
});

test('dropping ends the connections to the database, and dropping what is not there is no error', async () => {
  await createDatabase(server, 'busy');
  const client = await connected('busy');
  const ended = new Promise((resolve) => client.on('error', resolve));
  await dropDatabase(server, 'busy');
  expect(await ended).toMatchObject({ code: '57P01' });
  await dropDatabase(server, 'busy');
});

test('a taken name and an unknown template are the driver’s errors', async () => {
  await createDatabase(server, 'taken');
  await expect(createDatabase(server, 'taken')).rejects.toMatchObject({ code: '42P04' });
  await expect(createDatabase(server, 'new', 'no such template')).rejects.toMatchObject({ code: '3D000' });
});
