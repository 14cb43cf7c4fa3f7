import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasBody, joinedHeaders, requestUrl, traceContext } from './http-exchange.ts';
import { listenOnLoopback } from './listening.ts';

const server = createServer();
let port: number;

beforeAll(async () => {
  port = await listenOnLoopback(server, 0);
});
afterAll(() => {
  server.close();
});

/** What Node makes of a request that came over the wire just so. */
async function received(head: readonly string[]): Promise<IncomingMessage> {
  const socket = connect(port, '127.0.0.1');
  socket.write([...head, 'Connection: close', '', ''].join('\r\n'));
  const [incoming, outgoing] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
  outgoing.end();
  socket.destroy();
  return incoming;
}

async function urlOf(target: string, host = 'local.test:81'): Promise<string | undefined> {
  return requestUrl(await received([`GET ${target} HTTP/1.1`, `Host: ${host}`]), 7071)?.href;
}

test('a target that starts with two slashes does not name another host', async () => {
  expect(await urlOf('//evil.test/x?a=1')).toBe('http://local.test:81//evil.test/x?a=1');
});

test('an absolute target and a missing Host header are understood', async () => {
  expect(await urlOf('http://other.test/x')).toBe('http://other.test/x');
  expect(requestUrl(await received(['GET /x HTTP/1.0']), 7071)?.href).toBe('http://127.0.0.1:7071/x');
});

test.each([
  ['/', 'bad host'],
  ['/', 'user:secret@local.test'],
  ['*', 'local.test'],
  ['ftp://local.test/x', 'local.test'],
])('the target %s with the Host "%s" makes no URL', async (target, host) => {
  expect(await urlOf(target, host)).toBeUndefined();
});

test('repeated headers are joined, cookies in their own way', async () => {
  const incoming = await received(['GET / HTTP/1.1', 'Host: x', 'A: 1', 'a: 2', 'Cookie: c=1', 'Cookie: d=2']);
  expect(joinedHeaders(incoming)).toMatchObject({ a: '1, 2', cookie: 'c=1; d=2' });
});

test('a body is announced by a length or by chunks', () => {
  expect(hasBody({ 'content-length': '0' })).toBe(false);
  expect(hasBody({ 'content-length': '5' })).toBe(true);
  expect(hasBody({ 'transfer-encoding': 'chunked' })).toBe(true);
  expect(hasBody({})).toBe(false);
});

test('a malformed traceparent starts a new trace', () => {
  const fresh = /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/;
  expect(traceContext({ traceparent: 'nonsense', tracestate: 'a=1' })).toMatchObject({
    traceParent: expect.stringMatching(fresh),
    traceState: 'a=1',
  });
});
