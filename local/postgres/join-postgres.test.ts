import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { joinPostgres } from './join-postgres.ts';
import { startPostgres } from './start-postgres.ts';
import { testFolder, type TestFolder } from './test-folder.ts';
import { startProgram } from './test-program.ts';

// A busy machine may take several times the usual second for an initdb.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let folder: TestFolder;
beforeAll(async () => {
  folder = await testFolder();
});
afterAll(() => folder.remove());

test('the server of another program is worked with, and goes on', async () => {
  const dataDir = await folder.cluster();
  const program = await startProgram(dataDir);
  const address = await joinPostgres(dataDir);
  const client = new Client({ connectionString: address?.url('postgres') });
  await client.connect();
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await client.end();
  await program.kill();
  await (await startPostgres({ dataDir })).stop();
});

test('where nothing runs, or another folder is served, there is nothing to join', async () => {
  const [dataDir, otherDir] = [await folder.cluster(), await folder.cluster()];
  expect(await joinPostgres(dataDir)).toBeUndefined();
  const other = await startPostgres({ dataDir: otherDir, durability: 'fast' });
  // Both clusters are copies of one, so the password fits: only the server can tell which folder it serves.
  await writeFile(join(dataDir, 'postmaster.pid'), `${other.pid}\n${dataDir}\n1700000000\n${other.port}\n`);
  expect(await joinPostgres(dataDir)).toBeUndefined();
  expect(await joinPostgres(otherDir)).toMatchObject({ port: other.port });
  await rename(`${otherDir}.password`, `${otherDir}.gone`);
  expect(await joinPostgres(otherDir)).toBeUndefined();
  await other.stop();
});
