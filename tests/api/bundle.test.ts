import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '../../functions/http/all.ts';
import { timerJobs } from '../../functions/timers/all.ts';
import { buildApp } from '../../local/build.ts';
import { startHost, type RunningHost } from '../../local/host/start-host.ts';

let folder: string;
let host: RunningHost;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowledger-bundle-'));
  await buildApp(join(folder, 'dist'));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ main: 'dist/index.cjs' }));
  await copyFile(join(import.meta.dirname, '..', '..', 'host.json'), join(folder, 'host.json'));
  for (const name of ['DATABASE_URL', 'AUTH_ISSUER', 'AUTH_AUDIENCE', 'AUTH_JWKS', 'AUTH_JWKS_URI'])
    delete process.env[name];
  host = await startHost({ root: folder, port: 0, timers: 'manual', log: () => undefined });
});
afterAll(async () => {
  await host.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('the bundle, without node_modules and without any setting', () => {
  it('loads, and the host takes every function', () => {
    expect(host.functions.filter(({ error }) => error !== undefined)).toEqual([]);
    // One more is the catch-all.
    expect(host.functions).toHaveLength(endpoints.length + timerJobs.length + 1);
  });

  it('is alive', async () => {
    expect((await fetch(`${host.url}/healthz`)).status).toBe(200);
  });

  it('serves the documentation from its own files', async () => {
    for (const path of ['api/docs', 'api/docs/swagger-ui-bundle.js', 'openapi.json']) {
      expect({ path, status: (await fetch(`${host.url}/${path}`)).status }).toEqual({ path, status: 200 });
    }
  });

  it('answers a request that needs settings with a problem instead of dying', async () => {
    const response = await fetch(`${host.url}/api/me`);
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ code: 'internal_error' });
    expect((await fetch(`${host.url}/api/health`)).status).toBe(503);
  });

  it('is small: what a process on Azure SQL loads of it has 3 MB at most', async () => {
    const loaded = ['index.cjs', 'mssql.cjs', 'azure-identity.cjs'];
    const sizes = await Promise.all(loaded.map(async (file) => (await stat(join(folder, 'dist', file))).size));
    expect(Math.max(...sizes)).toBeLessThan(1_300_000);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(3_000_000);
  });

  it('does not hold what only a setting asks for', async () => {
    const text = await readFile(join(folder, 'dist/index.cjs'), 'utf8');
    const signs = ['opentelemetry', 'login.microsoftonline.com', 'iconv'];
    expect(signs.filter((sign) => text.includes(sign))).toEqual([]);
  });

  it.each([
    ['azure-monitor.cjs', 'openAzureMonitor'],
    ['azure-identity.cjs', 'DefaultAzureCredential'],
    ['mssql.cjs', 'ConnectionPool'],
  ])('has that in files of their own, which load without node_modules too: %s', (file, name) => {
    const loaded: unknown = createRequire(import.meta.url)(join(folder, 'dist', file));
    expect(loaded).toHaveProperty(name);
  });

  it('names no file that is not there, and every one that is', async () => {
    const files = (await readdir(join(folder, 'dist'))).filter((file) => file.endsWith('.cjs'));
    const texts = await Promise.all(files.map((file) => readFile(join(folder, 'dist', file), 'utf8')));
    const named = texts.flatMap((text) =>
      [...text.matchAll(/\b(?:require|import)\("\.\/([\w-]+\.cjs)"\)/g)].map(([, file]) => file),
    );
    expect(new Set(['index.cjs', ...named])).toEqual(new Set(files));
  });

  it('has a source map beside it', async () => {
    expect((await stat(join(folder, 'dist', 'index.cjs.map'))).size).toBeGreaterThan(0);
  });
});
