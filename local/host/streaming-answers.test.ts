import { afterAll, beforeAll, expect, test } from 'vitest';
import { inMode, startFixture, type FixtureHost } from './fixtures/start-fixture.ts';

let fixture: FixtureHost;

beforeAll(async () => {
  fixture = await startFixture({
    load: inMode('streaming', () => import('./fixtures/echo-app.ts')),
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

function logged(functionName: string): string {
  const lines = fixture.entries.filter((entry) => entry.functionName === functionName);
  return lines.map((entry) => entry.message).join('\n');
}

test('the handler sees url, method, headers and body, and its answer goes back', async () => {
  const response = await call('/echo/007', { method: 'POST', body: 'hello', headers: { 'x-test': 'yes' } });
  expect(response.status).toBe(201);
  expect(response.headers.get('x-ms-invocation-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(await response.json()).toMatchObject({
    url: `${fixture.host.url}/echo/007`,
    method: 'POST',
    params: { id: '007' },
    header: 'yes',
    body: 'hello',
  });
});

test('a repeated query key arrives twice', async () => {
  expect(await (await call('/echo/1?a=1&a=2')).json()).toMatchObject({ queryA: ['1', '2'] });
});

test('query keys and top-level JSON properties leak into params, route values win', async () => {
  const body = JSON.stringify({ fromBody: 5, id: 'body' });
  const headers = { 'content-type': 'application/json' };
  const response = await call('/echo/1?fromQuery=q&id=query', { method: 'POST', body, headers });
  expect(await response.json()).toMatchObject({ params: { id: '1', fromQuery: 'q', fromBody: '5' }, body });
});

test('a chunked body arrives whole', async () => {
  const body = new Blob(['one ', 'two']).stream();
  const response = await call('/echo/1', { method: 'POST', body, duplex: 'half' });
  expect(await response.json()).toMatchObject({ body: 'one two' });
});

test('cookies stay apart and a custom header gives way to the function’s own', async () => {
  const response = await call('/cookies');
  expect(response.headers.getSetCookie()).toEqual([
    'first=a%20b; Path=/; HttpOnly; SameSite=Lax',
    'second=2; Max-Age=60; Secure',
  ]);
  expect(response.headers.get('x-frame-options')).toBe('SAMEORIGIN');
});

test.each([['throws'], ['nothing'], ['never']])(
  'a handler that sends no answer (%s) is reported by name, and the caller gets an empty 500 at the limit',
  async (path) => {
    const response = await call(`/${path}`);
    expect([response.status, await response.text()]).toEqual([500, '']);
    expect(response.headers.get('x-frame-options')).toBe('DENY');
    expect(logged(path)).toContain(`"${path}" has not answered after 150 ms`);
  },
);

test.each([
  ['bad-status', 'badStatus'],
  ['bare-string', 'bareString'],
])('a result that cannot be sent (%s) is a 500 at once', async (path, name) => {
  const response = await call(`/${path}`);
  expect([response.status, await response.text()]).toEqual([500, '']);
  expect(logged(name)).toContain('the caller gets 500');
  expect(logged(name)).not.toContain('has not answered');
});

test('no match is an empty 404 with the custom headers', async () => {
  for (const [path, method] of [
    ['/absent', 'GET'],
    ['/echo/x', 'GET'],
    ['/echo/1', 'DELETE'],
    ['/echo/1', 'HEAD'],
    ['/echo/1', 'OPTIONS'],
  ] as const) {
    const response = await call(path, { method });
    expect([path, method, response.status, await response.text()]).toEqual([path, method, 404, '']);
    expect(response.headers.get('x-frame-options')).toBe('DENY');
  }
});

test('HEAD and a 204 carry no body', async () => {
  const head = await call('/headed', { method: 'HEAD' });
  expect([head.status, head.headers.get('x-seen'), await head.text()]).toEqual([200, 'head', '']);
  expect((await call('/no-content', { method: 'DELETE' })).status).toBe(204);
});

test('a value of a catch-all is decoded but for its slashes', async () => {
  expect(await (await call('/files/a%20b/c%2Fd')).json()).toMatchObject({ params: { path: 'a b/c%2Fd' } });
});
