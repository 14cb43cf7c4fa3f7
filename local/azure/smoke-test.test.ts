import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { smokeTest, SmokeTestError } from './smoke-test.ts';

const newest = '0003_trace';
const build = '0123456789ab';
const answering = { version: '1.2.3', build };
const well = { ...answering, status: 'ok', migration: { applied: newest, expected: newest, pending: 0 } };
let server: Server | undefined;
let told: string[] = [];

afterEach(() => {
  server?.close();
  told = [];
});

/** A service whose `/api/health` gives these answers one after the other, and then the last one again and again. */
async function serviceWith(
  ...answers: readonly { readonly status: number; readonly body: unknown }[]
): Promise<string> {
  const left = [...answers];
  const answer = (path: string | undefined): { status: number; body: unknown } | undefined => {
    if (path === '/healthz') return { status: 200, body: { status: 'ok' } };
    return path === '/api/health' ? (left.length > 1 ? left.shift() : left[0]) : undefined;
  };
  return serve((path, response) => {
    const { status, body } = answer(path) ?? { status: 404, body: '' };
    response.writeHead(status).end(JSON.stringify(body));
  });
}

async function serve(answer: (path: string | undefined, response: ServerResponse) => void): Promise<string> {
  server = createServer((request, response) => answer(request.url, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const run = (url: string, patienceMs = 300): Promise<void> =>
  smokeTest({
    url,
    version: '1.2.3',
    build,
    migration: newest,
    patienceMs,
    pauseMs: 20,
    tell: (line) => void told.push(line),
  });

test('a service that is well passes', async () => {
  const url = await serviceWith({ status: 200, body: well });
  await run(url);
  expect(told).toEqual([`${url}/healthz is well.`, `${url}/api/health is well.`]);
});

test('a service that needs a while is waited for, and each change is told once', async () => {
  const down = { status: 503, body: { status: 'down', migration: null } };
  const old = { status: 200, body: { ...well, migration: { applied: newest, expected: '0002_merge', pending: 0 } } };
  const url = await serviceWith(down, down, old, old, { status: 200, body: well });
  await run(url, 5000);
  expect(told.filter((line) => line.includes('answered 503'))).toHaveLength(1);
  expect(told.filter((line) => line.includes('another version'))).toHaveLength(1);
  expect(told.at(-1)).toBe(`${url}/api/health is well.`);
});

test.each([
  ['is down', { status: 503, body: { status: 'down', migration: null } }, 'answered 503'],
  ['redirects', { status: 302, body: '' }, 'answered 302'],
  ['is another service', { status: 200, body: { hello: 'world' } }, 'not the health of this service'],
  [
    'is the version before',
    { status: 200, body: { ...well, migration: { applied: newest, expected: '0002_merge', pending: 0 } } },
    'another version: it expects migration 0002_merge, and 0003_trace was deployed',
  ],
  [
    'is another release',
    { status: 200, body: { ...well, version: '1.2.2' } },
    'another version: 1.2.2, build 0123456789ab; 1.2.3, build 0123456789ab is expected',
  ],
  [
    'is another build of the same release',
    { status: 200, body: { ...well, build: 'ba9876543210' } },
    'another version: 1.2.3, build ba9876543210; 1.2.3, build 0123456789ab is expected',
  ],
  [
    'does not tell its version yet',
    { status: 200, body: { status: 'ok', migration: well.migration } },
    'another version: unknown, build unknown; 1.2.3',
  ],
  [
    'waits for migrations',
    {
      status: 200,
      body: { ...answering, status: 'degraded', migration: { applied: '0002_merge', expected: newest, pending: 1 } },
    },
    '1 migrations pending; the last one applied is 0002_merge',
  ],
])('one that %s fails with the reason', async (_, answer, reason) => {
  const running = run(await serviceWith(answer));
  await expect(running).rejects.toThrow(SmokeTestError);
  await expect(running).rejects.toThrow(reason);
});

test('one that lives no more fails with what happened to the connection', async () => {
  const url = await serviceWith({ status: 200, body: well });
  server?.close();
  await expect(run(url, 60)).rejects.toThrow(/\/healthz did not answer: .*ECONNREFUSED.* s of waiting/);
});

test('one that hangs up fails', async () => {
  const url = await serve((_, response) => response.destroy());
  await expect(run(url, 60)).rejects.toThrow('/healthz did not answer');
});
