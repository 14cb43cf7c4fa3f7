import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIdOf } from '../../local/build-id.ts';
import { createDevTokens } from '../../local/host/dev-tokens.ts';
import { makePackage, type MadePackage } from '../../local/package/make-package.ts';
import { migrations } from '../../shared/db/migrations/all.ts';
import { freshDatabase } from './database.ts';
import type { FreshDatabase } from './fresh-database.ts';

const root = join(import.meta.dirname, '../..');
let folder: string;
let unpacked: string;
let made: MadePackage;
let database: FreshDatabase;
let settings: Readonly<Record<string, string>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowledger-package-'));
  unpacked = join(folder, 'unpacked');
  made = await makePackage(root, join(folder, 'package'));
  for (const [name, bytes] of Object.entries(unzipSync(new Uint8Array(await readFile(made.file))))) {
    await mkdir(dirname(join(unpacked, name)), { recursive: true });
    await writeFile(join(unpacked, name), bytes);
  }
  database = await freshDatabase();
  const tokens = await createDevTokens({ keyFile: join(folder, 'key.json') });
  settings = { DATABASE_URL: database.url, ...tokens.env };
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

describe('the package', () => {
  it('holds the bundle, host.json and a package.json, and nothing else', () => {
    const others = made.entries.filter(({ name }) => !/^dist\/([\w-]+\.cjs|swagger-ui\/[\w.-]+)$/.test(name));
    expect(others.map(({ name }) => name)).toEqual(['host.json', 'package.json']);
    expect(made.entries.map(({ name }) => name)).toContain('dist/index.cjs');
  });

  it('has a package.json that asks for nothing to be installed or run', async () => {
    const described = JSON.parse(await readFile(join(unpacked, 'package.json'), 'utf8')) as Record<string, unknown>;
    expect(Object.keys(described)).toEqual(['name', 'version', 'main', 'engines']);
  });

  it('is the same, byte for byte, when it is made again elsewhere', async () => {
    const again = await makePackage(root, join(folder, 'again'));
    expect((await readFile(again.file)).equals(await readFile(made.file))).toBe(true);
  });
});

/** The package, served as a process of its own, whose settings are those given and no other of the tests' own. */
function serve(
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Rejects with the output when the program ends before it serves. */
  readonly url: Promise<string>;
} {
  const child = spawn(process.execPath, [join(root, 'local/serve.ts'), '--app', unpacked, ...args], {
    env: { PATH: process.env['PATH'], PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const url = Promise.withResolvers<string>();
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
    const port = /"message":"serving","port":(\d+)/.exec(output)?.[1];
    if (port !== undefined) url.resolve(`http://127.0.0.1:${port}`);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  child.once('close', () => url.reject(new Error(output)));
  url.promise.catch(() => undefined);
  return { child, output: () => output, url: url.promise };
}

describe('the package, unpacked where nothing else is, and served', () => {
  let served: ReturnType<typeof serve>;
  let url: string;
  beforeAll(async () => {
    served = serve(settings);
    url = await served.url;
  });
  afterAll(() => void served.child.kill('SIGKILL'));

  it.each(['/healthz', '/openapi.json', '/api/docs', '/api/docs/swagger-ui-bundle.js'])('answers %s', async (path) => {
    expect((await fetch(`${url}${path}`)).status).toBe(200);
  });

  it('works on its database', async () => {
    const response = await fetch(`${url}/api/health`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      build: await buildIdOf(root),
      migration: { applied: migrations.at(-1)?.name, pending: 0 },
    });
  });

  it('makes no token and opens /admin to nobody', async () => {
    const asked = await fetch(`${url}/.local/token`, { method: 'POST', body: '{"org":"a","sub":"b","roles":[]}' });
    expect(asked.status).toBe(404);
    expect((await fetch(`${url}/.local/jwks.json`)).status).toBe(404);
    expect((await fetch(`${url}/admin/functions`)).status).toBe(401);
  });

  it('ends in order at SIGTERM, and has written JSON lines only', async () => {
    served.child.kill('SIGTERM');
    expect(await once(served.child, 'close')).toEqual([0, null]);
    for (const line of served.output().trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('time');
  });

  it.each([
    ['a port that is none', [], { PORT: 'abc' }, 'PORT is not a port number: "abc".'],
    ['a schedule that is none', [], { OUTBOX_SCHEDULE: 'bad' }, 'OUTBOX_SCHEDULE must be NCRONTAB'],
    ['no package', ['--app', '/nowhere'], {}, '/nowhere holds no package: npm run package'],
  ])('does not start with %s, and says so in one line', async (_, args, env, said) => {
    const { child, output } = serve({ ...settings, ...env }, args);
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(output()).toContain(said);
    expect(output().trim().split('\n')).toHaveLength(1);
  });

  it('does not start without an identity provider, and says what is missing', async () => {
    const { child, output } = serve({ DATABASE_URL: database.url });
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(output()).toMatch(/AUTH_ISSUER is needed.*AUTH_AUDIENCE is needed/);
  });
});
