import { execFileSync } from 'node:child_process';
import { readFile, readdir, stat, writeFile, mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startPostgres } from './start-postgres.ts';
import { ClusterVersionError, DataFolderInUseError, PortInUseError, PostgresStartError } from './start-errors.ts';
import { testFolder, type TestFolder } from './test-folder.ts';

// A busy machine may take several times the usual second for an initdb.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let folder: TestFolder;
beforeAll(async () => {
  folder = await testFolder();
});
afterAll(() => folder.remove());

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

test('a new cluster is UTF8 with the C.UTF-8 collation, lives in UTC and listens on the loopback only', async () => {
  const server = await startPostgres({ dataDir: folder.absent() });
  try {
    const text = `select current_setting('server_encoding'), datlocprovider::text, datlocale, current_setting('timezone'),
      current_setting('listen_addresses'), current_setting('fsync'), upper('ä') from pg_database where datname = 'template1'`;
    expect(await query(server.url('postgres'), text)).toEqual(['UTF8', 'b', 'C.UTF-8', 'UTC', '127.0.0.1', 'on', 'Ä']);
  } finally {
    await server.stop();
  }
});

test('the password is needed, and kept in a file for the owner alone', async () => {
  const dataDir = await folder.cluster();
  const server = await startPostgres({ dataDir, durability: 'fast' });
  try {
    await expect(query(server.url('postgres', 'postgres', 'wrong'), 'select 1')).rejects.toMatchObject({
      code: '28P01',
    });
    expect(((await stat(`${dataDir}.password`)).mode & 0o777).toString(8)).toBe('600');
    expect((await readFile(`${dataDir}.password`, 'utf8')).trim()).toBe(server.password);
  } finally {
    await server.stop();
  }
});

test('two clusters have two passwords', async () => {
  const made = await Promise.all(
    [folder.absent(), folder.absent()].map((dataDir) => startPostgres({ dataDir, durability: 'fast' })),
  );
  await Promise.all(made.map((server) => server.stop()));
  expect(new Set(made.map((server) => server.password)).size).toBe(2);
});

test('data, password and the fast and connection settings: the first two outlive a restart, the others are per start', async () => {
  const dataDir = await folder.cluster();
  const first = await startPostgres({ dataDir });
  await query(first.url('postgres'), 'create table kept as select 42 as answer');
  await first.stop();
  const second = await startPostgres({ dataDir, durability: 'fast', maxConnections: 17 });
  try {
    expect(second.password).toBe(first.password);
    const text = `select answer, current_setting('fsync'), current_setting('max_connections') from kept`;
    expect(await query(second.url('postgres'), text)).toEqual([42, 'off', '17']);
  } finally {
    await second.stop();
  }
});

test('a port asked for is used; one that is taken is named, and the folder is free again', async () => {
  const dataDir = await folder.cluster();
  const taker = createServer().listen(0, '127.0.0.1');
  await once(taker, 'listening');
  const { port } = taker.address() as { port: number };
  const refused = await startPostgres({ dataDir, port }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(PortInUseError);
  expect((refused as PortInUseError).message).toContain(String(port));
  taker.close();
  await once(taker, 'close');
  const server = await startPostgres({ dataDir, port });
  await server.stop();
  expect(server.port).toBe(port);
});

test('a folder that this program already runs is in use', async () => {
  const dataDir = await folder.cluster();
  const server = await startPostgres({ dataDir });
  const refused = await startPostgres({ dataDir }).catch((error: unknown) => error);
  expect(await query(server.url('postgres'), 'select 1')).toEqual([1]);
  await server.stop();
  expect(refused).toBeInstanceOf(DataFolderInUseError);
  expect((refused as DataFolderInUseError).pid).toBe(process.pid);
});

test.skipIf(process.platform === 'win32')(
  'a Ctrl-C in the terminal does not reach the server: it leads its own process group',
  async () => {
    const server = await startPostgres({ dataDir: await folder.cluster(), durability: 'fast' });
    const group = execFileSync('ps', ['-o', 'pgid=', '-p', String(server.pid)], { encoding: 'utf8' });
    await server.stop();
    expect(Number(group)).toBe(server.pid);
  },
);

test('stopping does not wait for an open transaction, ends the process, leaves no lock, and may be repeated', async () => {
  const dataDir = await folder.cluster();
  const server = await startPostgres({ dataDir, durability: 'fast' });
  const client = new Client({ connectionString: server.url('postgres') });
  // The driver reports the lost connection more than once.
  const closed = new Promise((resolve) => client.on('error', resolve));
  await client.connect();
  await client.query('begin');
  await Promise.all([server.stop(), server.stop()]);
  await server.stop();
  await closed;
  expect(() => process.kill(server.pid, 0)).toThrow('ESRCH');
  expect(await readdir(dataDir)).not.toContain('postmaster.pid');
  expect((await readdir(folder.path)).filter((name) => name.startsWith(`${basename(dataDir)}.owner`))).toEqual([]);
});

test('a cluster of another major version is refused: both versions and the way out are named', async () => {
  const dataDir = await folder.cluster();
  await writeFile(join(dataDir, 'PG_VERSION'), '17\n');
  const refused = await startPostgres({ dataDir }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ClusterVersionError);
  expect(refused).toMatchObject({ found: '17', needed: '18' });
  expect((refused as Error).message).toContain(`delete ${dataDir}`);
});

test('a folder of other files is refused and left as it was', async () => {
  const dataDir = folder.absent();
  await mkdir(dataDir);
  await writeFile(join(dataDir, 'notes.txt'), 'mine');
  await expect(startPostgres({ dataDir })).rejects.toThrow(PostgresStartError);
  expect(await readdir(dataDir)).toEqual(['notes.txt']);
});

test('what PostgreSQL says when it cannot start is in the error', async () => {
  const dataDir = await folder.cluster();
  await writeFile(join(dataDir, 'postgresql.conf'), 'no_such_setting = 1\n');
  await expect(startPostgres({ dataDir })).rejects.toThrow('no_such_setting');
});
