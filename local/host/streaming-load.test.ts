import { createHash } from 'node:crypto';
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectCrowd, mayBreakOff } from './fixtures/stream-record.ts';
import { inMode, startFixture, type FixtureHost } from './fixtures/start-fixture.ts';

let fixture: FixtureHost;
const mebibyte = 1024 * 1024;

beforeAll(async () => {
  fixture = await startFixture({ load: inMode('streaming', () => import('./fixtures/stream-app.ts')) });
});
afterAll(async () => {
  await fixture.host.stop();
});

function send(path: string, method: string, headers: Record<string, string | number> = {}): ClientRequest {
  return request(`${fixture.host.url}${path}`, { method, headers, agent: false });
}

async function responseTo(outbound: ClientRequest): Promise<IncomingMessage> {
  const [response] = (await once(outbound, 'response')) as [IncomingMessage];
  return response;
}

function* numbered(count: number): Generator<Buffer> {
  for (let index = 0; index < count; index += 1) yield Buffer.alloc(mebibyte, index);
}

test('32 MB go in and come back whole', { timeout: 20_000 }, async () => {
  const sent = createHash('sha256');
  for (const chunk of numbered(32)) sent.update(chunk);
  const outbound = send('/mirror', 'POST');
  const received = createHash('sha256');
  const download = responseTo(outbound).then((response) => pipeline(response, received));
  await pipeline(Readable.from(numbered(32)), outbound);
  await download;
  expect(received.digest('hex')).toBe(sent.digest('hex'));
});

test('the answer comes back while the request is still being sent: nothing is held until it is whole', async () => {
  const outbound = send('/mirror', 'POST');
  outbound.write('first');
  const response = await responseTo(outbound);
  const [early] = (await once(response, 'data')) as [Buffer];
  expect(early.toString()).toBe('first');
  outbound.end('last');
  const [late] = (await once(response, 'data')) as [Buffer];
  expect(late.toString()).toBe('last');
});

test('1,024 requests are under way at one moment', { timeout: 20_000 }, async () => {
  expectCrowd(1024);
  const agent = new Agent({ maxSockets: 1024 });
  const one = async (): Promise<number | undefined> => {
    const outbound = request(`${fixture.host.url}/crowd`, { agent });
    outbound.end();
    const response = await responseTo(outbound);
    response.resume();
    return response.statusCode;
  };
  const statuses = await Promise.all(Array.from({ length: 1024 }, one));
  agent.destroy();
  expect(statuses.filter((status) => status !== 200)).toEqual([]);
});

test('a handler may answer without reading the body', async () => {
  const response = await fetch(`${fixture.host.url}/ignore-body`, { method: 'POST', body: Buffer.alloc(4 * mebibyte) });
  expect([response.status, await response.text()]).toEqual([202, 'not read']);
});

test('an upload over the limit is a 500 before any of it is read', async () => {
  const outbound = send('/mirror', 'POST', { 'content-length': 104_857_601 });
  outbound.on('error', () => undefined);
  outbound.flushHeaders();
  const response = await responseTo(outbound);
  response.resume();
  expect(response.statusCode).toBe(500);
  outbound.destroy();
});

test('an answer that breaks off in the middle breaks off for the caller too', async () => {
  const response = await fetch(`${fixture.host.url}/broken-body`);
  expect(response.status).toBe(200);
  mayBreakOff.resolve();
  await expect(response.text()).rejects.toThrow();
});

test('a caller who hangs up in the middle does no harm', async () => {
  const outbound = send('/mirror', 'POST');
  outbound.on('error', () => undefined);
  outbound.write('half');
  const response = await responseTo(outbound);
  response.on('error', () => undefined);
  outbound.destroy();
  const next = await fetch(`${fixture.host.url}/mirror`, { method: 'POST', body: 'whole' });
  expect(await next.text()).toBe('whole');
});

test('the host listens on the loopback interface only', async () => {
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find((address) => !address.internal && address.family === 'IPv4')?.address;
  if (outside === undefined) return;
  const socket = connect({ host: outside, port: fixture.host.port });
  const [error] = (await once(socket, 'error')) as [Error & { code?: string }];
  expect(error.code).toBe('ECONNREFUSED');
});
