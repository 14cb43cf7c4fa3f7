import { afterAll, beforeAll, expect, test } from 'vitest';
import { inMode, startFixture, type FixtureHost } from './fixtures/start-fixture.ts';

let fixture: FixtureHost;

beforeAll(async () => {
  fixture = await startFixture({
    load: inMode('rpc', () => import('./fixtures/echo-app.ts')),
    answerLimitMs: 150,
    stopLimitMs: 100,
  });
});
afterAll(async () => {
  await fixture.host.stop();
});

async function call(path: string, init: RequestInit = {}): Promise<Response> {
  return await fetch(`${fixture.host.url}${path}`, init);
}

test('the handler sees url, method, headers and body, and only route values among its params', async () => {
  const response = await call('/echo/7?z=1', { method: 'POST', body: 'hello', headers: { 'x-test': 'yes' } });
  expect(response.status).toBe(201);
  expect(await response.json()).toEqual({
    url: `${fixture.host.url}/echo/7?z=1`,
    method: 'POST',
    params: { id: '7' },
    queryA: [],
    header: 'yes',
    body: 'hello',
  });
});

test('repeated query keys arrive as one value', async () => {
  expect(await (await call('/echo/1?a=1&a=2')).json()).toMatchObject({ queryA: ['1,2'] });
});

test('a chunked body arrives empty, as on the real host', async () => {
  const response = await call('/echo/1', { method: 'POST', body: new Blob(['lost']).stream(), duplex: 'half' });
  expect(await response.json()).toMatchObject({ body: '' });
});

test('nothing returned is a 204', async () => {
  expect((await call('/nothing')).status).toBe(204);
});

test.each(['throws', 'bad-status', 'bare-string', 'never'])('%s is an empty 500', async (path) => {
  const response = await call(`/${path}`);
  expect([response.status, await response.text()]).toEqual([500, '']);
});

test('a handler that never answers is reported by name', async () => {
  await call('/never');
  expect(fixture.entries.some((entry) => entry.message.includes('"never" has not answered after 150 ms'))).toBe(true);
});

test('cookies become Set-Cookie headers of their own', async () => {
  const response = await call('/cookies');
  expect(response.headers.getSetCookie()).toEqual([
    'first=a%20b; Path=/; HttpOnly; SameSite=Lax',
    'second=2; Max-Age=60; Secure',
  ]);
  expect(await response.text()).toBe('with cookies');
});

test('HEAD carries the headers and no body', async () => {
  const head = await call('/headed', { method: 'HEAD' });
  expect([head.status, head.headers.get('x-seen'), await head.text()]).toEqual([200, 'head', '']);
});
