import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openLocalDatabase } from '../../local/db/local-database.ts';
import { openLocalEngine } from '../../local/db/open-local-engine.ts';
import { migrations } from '../../shared/db/migrations/all.ts';
import { migrate } from '../../shared/db/migrations/run.ts';
import { printedCommands, runStart } from './start-program.ts';

let folder: string;
let count = 0;
const newFolder = (): string => join(folder, `data-${(count += 1)}`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowledger-start-'));
  await chmod(folder, 0o755);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a printed command as a person would: the token set, the status asked for. */
async function paste(command: string, token: string): Promise<{ status: number; body: unknown }> {
  const script = `TOKEN=${token}; ${command} -w '\\n%{http_code}'`;
  const { stdout } = await promisify(execFile)('sh', ['-c', script]);
  const [body = '', status] = stdout.split(/\n(?=\d{3}$)/);
  return { status: Number(status), body: JSON.parse(body) };
}

async function onDatabase(dataDir: string, statement: string): Promise<void> {
  const database = await openLocalDatabase(dataDir, undefined);
  const client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query(statement);
  await client.end();
  await database.stop();
}

test('a first start loads the demo, prints commands that work, and ends in order', async () => {
  const dataDir = newFolder();
  const program = runStart(['--port', '0', '--data', dataDir]);
  await program.ready;
  const { token, lines } = printedCommands(program.output());
  const [today, signal, promote] = await Promise.all(lines.slice(0, 3).map((line) => paste(line, token)));
  expect(today?.status).toBe(200);
  expect(today?.body).toMatchObject({
    data: expect.arrayContaining([expect.objectContaining({ bucket: 'breached' })]),
  });
  expect(signal?.status).toBe(201);
  expect(promote?.status).toBe(201);
  program.process.kill('SIGTERM');
  expect(await program.ended).toBe(0);
  // An owner's claim or a pid file left behind would mean a server that still runs.
  expect((await readdir(dataDir)).filter((name) => name.includes('owner'))).toEqual([]);
  expect(await readdir(join(dataDir, 'postgres'))).not.toContain('postmaster.pid');
});

test('a second start finds what the first left, and does not load the demo again', async () => {
  const dataDir = newFolder();
  const first = runStart(['--port', '0', '--data', dataDir]);
  await first.ready;
  first.process.kill('SIGINT');
  expect(await first.ended).toBe(0);
  const second = runStart(['--port', '0', '--data', dataDir]);
  await second.ready;
  expect(first.output()).toContain('opportunities loaded');
  expect(second.output()).not.toContain('opportunities loaded');
  second.process.kill('SIGINT');
  expect(await second.ended).toBe(0);
});

test('a database that is killed under it is started again: 503 meanwhile, and nothing committed is lost', async () => {
  const dataDir = newFolder();
  const program = runStart(['--port', '0', '--data', dataDir, '--no-demo']);
  await program.ready;
  const { token, lines } = printedCommands(program.output());
  const [today = '', signal = ''] = lines;
  expect((await paste(signal, token)).status).toBe(201);
  process.kill(Number.parseInt(await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8'), 10), 'SIGKILL');
  const seen = new Set<number>();
  await vi.waitUntil(async () => seen.add((await paste(today, token)).status) && seen.has(200), { timeout: 30_000 });
  expect([...seen].filter((status) => status !== 503)).toEqual([200]);
  // The same lead again is a duplicate of the one that was committed.
  expect((await paste(signal, token)).body).toMatchObject({ deduplicated: true });
  program.process.kill('SIGTERM');
  expect(await program.ended).toBe(0);
  expect(program.output()).toContain('it is started again');
});

test('scripts work beside it, on its database; another start is refused', async () => {
  const dataDir = newFolder();
  const program = runStart(['--port', '0', '--data', dataDir, '--no-demo']);
  await program.ready;
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, '../../local/demo/load.ts'),
    '--data',
    dataDir,
    '--last',
    '20',
  ]);
  expect(stdout).toContain('20 opportunities loaded');
  const { token, lines } = printedCommands(program.output());
  expect((await paste(lines[0] ?? '', token)).body).toMatchObject({
    data: [expect.anything(), expect.anything(), expect.anything(), expect.anything(), expect.anything()],
  });
  const rival = runStart(['--port', '0', '--data', dataDir, '--no-demo']);
  expect(await rival.ended).toBe(1);
  expect(rival.output()).toContain(`in use by process ${String(program.process.pid)}`);
  program.process.kill('SIGTERM');
  expect(await program.ended).toBe(0);
});

test('a port in use is said clearly, and nothing is left running', async () => {
  const dataDir = newFolder();
  const rival = createServer().listen(0, '127.0.0.1');
  await once(rival, 'listening');
  const { port } = rival.address() as AddressInfo;
  const program = runStart(['--port', String(port), '--data', dataDir, '--no-demo']);
  expect(await program.ended).toBe(1);
  rival.close();
  expect(program.output()).toMatch(new RegExp(`Port ${port} is taken .* --port ${port + 1}`));
  await expect(readdir(dataDir)).rejects.toThrow('ENOENT');
});

test('a data folder of an older migration is brought up to date', async () => {
  const dataDir = newFolder();
  const database = await openLocalDatabase(dataDir, undefined);
  const engine = await openLocalEngine(database.url, {});
  await migrate(engine.migrator(), migrations.slice(0, -1));
  await engine.close();
  await database.stop();
  const program = runStart(['--port', '0', '--data', dataDir, '--no-demo']);
  await program.ready;
  expect(program.output()).toContain(`Migrated: ${migrations.at(-1)?.name ?? ''}`);
  program.process.kill('SIGTERM');
  expect(await program.ended).toBe(0);
});

test('a data folder of a newer version is refused with the way out', async () => {
  const dataDir = newFolder();
  const program = runStart(['--port', '0', '--data', dataDir, '--no-demo']);
  await program.ready;
  program.process.kill('SIGTERM');
  await program.ended;
  await onDatabase(dataDir, "insert into app.schema_migration (name) values ('9999_future')");
  const later = runStart(['--port', '0', '--data', dataDir, '--no-demo']);
  expect(await later.ended).toBe(1);
  expect(later.output()).toMatch(/9999_future[^]*npm run reset/);
});

test('an unknown option is answered with the valid ones', async () => {
  const program = runStart(['--prot', '1']);
  expect(await program.ended).toBe(1);
  expect(program.output()).toMatch(/--prot[^]*--port N[^]*--data DIR[^]*--no-demo/);
});
