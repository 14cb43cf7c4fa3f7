import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { chown, mkdir, readFile, readdir, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { identifyProcess } from './process-identity.ts';
import { DataFolderInUseError } from './start-errors.ts';
import { startPostgres } from './start-postgres.ts';
import { testFolder, type TestFolder } from './test-folder.ts';
import { killHard, spawnProgram, startProgram } from './test-program.ts';

// A busy machine may take several times the usual second for an initdb.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let folder: TestFolder;
beforeAll(async () => {
  folder = await testFolder();
});
afterAll(() => folder.remove());

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

/** Starts the folder's server, reads the one value in table `kept`, stops it. */
async function keptValue(dataDir: string): Promise<unknown> {
  const server = await startPostgres({ dataDir });
  try {
    return (await query(server.url('postgres'), 'select value from kept'))[0];
  } finally {
    await server.stop();
  }
}

/** The pid in the folder's `postmaster.pid`, when that process lives. */
async function keptPids(dataDir: string): Promise<number[]> {
  const content = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(content, 10);
  return (await identifyProcess(pid)) === undefined ? [] : [pid];
}

test('a server that outlived its killed program is stopped, and what it had committed is there', async () => {
  const dataDir = await folder.cluster();
  const program = await startProgram(dataDir);
  await query(program.server.url, 'create table kept as select 7 as value');
  await program.kill();
  await query(program.server.url, 'update kept set value = 8');
  expect(await keptValue(dataDir)).toBe(8);
  expect(await identifyProcess(program.server.pid)).toBeUndefined();
});

test('a program and server killed together lose nothing committed and start again', async () => {
  const dataDir = await folder.cluster();
  const program = await startProgram(dataDir);
  await query(program.server.url, 'create table kept as select 9 as value');
  // The program first: it would start its server again.
  const killed = program.kill();
  process.kill(program.server.pid, 'SIGKILL');
  await killed;
  expect(await keptValue(dataDir)).toBe(9);
});

test('a server killed alone is started again on its port, as often as it is killed, with what it had committed', async () => {
  const dataDir = await folder.cluster();
  const told: string[] = [];
  const server = await startPostgres({ dataDir, tell: (sentence) => told.push(sentence) });
  await query(server.url('postgres'), 'create table kept as select 6 as value');
  const pids = [server.pid];
  for (let kills = 1; kills <= 2; kills += 1) {
    process.kill(server.pid, 'SIGKILL');
    await vi.waitUntil(() => server.pid !== pids.at(-1), { timeout: 20_000 });
    pids.push(server.pid);
    expect(await query(server.url('postgres'), 'select value from kept')).toEqual([6]);
  }
  await server.stop();
  expect(new Set(pids).size).toBe(3);
  expect(told).toEqual(Array(2).fill('PostgreSQL ended without being asked to; it is started again.'));
  expect(await identifyProcess(server.pid)).toBeUndefined();
});

test('a server that is stopped while it is started again stays stopped, and the folder is free', async () => {
  const dataDir = await folder.cluster();
  const server = await startPostgres({ dataDir });
  process.kill(server.pid, 'SIGKILL');
  await server.stop();
  expect(await keptPids(dataDir)).toEqual([]);
  await (await startPostgres({ dataDir })).stop();
});

test('a postmaster.pid whose pid now is another program of the same account is overruled, and that program left alone', async () => {
  const dataDir = await folder.cluster();
  const { uid, gid } = await stat(dataDir);
  // Its name and arguments look alike on purpose.
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'postgres', dataDir], { uid, gid });
  await once(other, 'spawn');
  await writeFile(join(dataDir, 'postmaster.pid'), `${other.pid}\n${dataDir}\n1700000000\n5432\n\n127.0.0.1\n`);
  const server = await startPostgres({ dataDir, durability: 'fast' });
  await server.stop();
  expect(other.exitCode ?? other.signalCode).toBeNull();
  await killHard(other);
});

test('a postmaster.pid whose pid now is the PostgreSQL server of another folder is overruled, and that server left alone', async () => {
  const [dataDir, otherDir] = [await folder.cluster(), await folder.cluster()];
  const other = await startPostgres({ dataDir: otherDir, durability: 'fast' });
  await writeFile(join(dataDir, 'postmaster.pid'), `${other.pid}\n${dataDir}\n1700000000\n5432\n\n127.0.0.1\n`);
  const server = await startPostgres({ dataDir, durability: 'fast' });
  expect(await query(other.url('postgres'), 'select 1')).toEqual([1]);
  await Promise.all([server.stop(), other.stop()]);
});

test('an unreadable postmaster.pid does not keep the server from starting', async () => {
  const dataDir = await folder.cluster();
  await writeFile(join(dataDir, 'postmaster.pid'), '');
  await (await startPostgres({ dataDir, durability: 'fast' })).stop();
  expect(await readdir(dataDir)).not.toContain('postmaster.pid');
});

test('another live program on the folder is named, and goes on', async () => {
  const dataDir = await folder.cluster();
  const program = await startProgram(dataDir);
  const refused = await startPostgres({ dataDir }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(DataFolderInUseError);
  expect(refused).toMatchObject({ pid: program.pid });
  expect((refused as Error).message).toContain(`kill ${program.pid}`);
  expect(await query(program.server.url, 'select 1')).toEqual([1]);
  await program.kill();
  await (await startPostgres({ dataDir })).stop();
});

test('an initdb killed in the middle is done again and leaves nothing behind', async () => {
  const dataDir = folder.absent();
  const draft = new Promise<void>((resolve) => {
    const watcher = watch(folder.path, (_event, name) => {
      if (name?.startsWith(`${basename(dataDir)}.initdb-`) !== true) return;
      watcher.close();
      resolve();
    });
  });
  const child = spawnProgram(dataDir);
  await draft;
  await killHard(child);
  expect(await readdir(folder.path)).not.toContain(basename(dataDir));
  await (await startPostgres({ dataDir, durability: 'fast' })).stop();
  await (await startPostgres({ dataDir, durability: 'fast' })).stop();
  const left = (await readdir(folder.path)).filter((name) => name.startsWith(basename(dataDir)));
  expect(left.toSorted()).toEqual([basename(dataDir), `${basename(dataDir)}.password`]);
});

test('a cluster half made in the place itself is made anew', async () => {
  const dataDir = folder.absent();
  await mkdir(join(dataDir, 'pg_wal'), { recursive: true });
  await mkdir(join(dataDir, 'base'));
  await writeFile(join(dataDir, 'PG_VERSION'), '18\n');
  await (await startPostgres({ dataDir, durability: 'fast' })).stop();
  expect(await readdir(dataDir)).toContain('postmaster.opts');
});

test('a cluster with data whose password file is lost is refused, not made anew', async () => {
  const dataDir = await folder.cluster();
  await unlink(`${dataDir}.password`);
  await expect(startPostgres({ dataDir })).rejects.toThrow(`${dataDir}.password is missing`);
  expect(await readdir(dataDir)).toContain('PG_VERSION');
});

test.skipIf(process.getuid?.() !== 0)(
  'a normal user runs it as themselves, and root may take the folder over',
  async () => {
    const parent = join(folder.path, 'of-a-user');
    const dataDir = join(parent, 'cluster');
    const nobody = 65_534;
    await mkdir(parent);
    await chown(parent, nobody, nobody);
    const program = await startProgram(dataDir, nobody);
    await query(program.server.url, 'create table kept as select 5 as value');
    await program.kill();
    expect((await stat(dataDir)).uid).toBe(nobody);
    expect(await keptValue(dataDir)).toBe(5);
  },
);

test.skipIf(process.getuid?.() !== 0)('root is told which folder keeps the server out', async () => {
  const closed = join(folder.path, 'closed');
  await mkdir(closed, { mode: 0o700 });
  await expect(startPostgres({ dataDir: join(closed, 'cluster') })).rejects.toThrow(`chmod o+x ${closed}`);
  await rm(closed, { recursive: true });
});
