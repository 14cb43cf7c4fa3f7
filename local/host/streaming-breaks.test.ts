import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mayBreakOff } from './fixtures/stream-record.ts';
import { inMode, startFixture, type FixtureHost } from './fixtures/start-fixture.ts';

let fixture: FixtureHost;

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

test('a result that cannot be sent is told at once, and not when the limit is over', async () => {
  await fetch(`${fixture.host.url}/bad-status`);
  const lines = fixture.entries
    .filter(({ functionName }) => functionName === 'badStatus')
    .map(({ message }) => message);
  expect(lines).toEqual([expect.stringContaining('the caller gets 500')]);
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
