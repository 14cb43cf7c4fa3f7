import { beforeAll, expect, test } from 'vitest';
import { happened, slowBegan, slowMayEnd } from './fixtures/lifecycle-record.ts';
import { inMode, startFixture, type FixtureHost } from './fixtures/start-fixture.ts';
import { startHost } from './start-host.ts';

let fixture: FixtureHost;

beforeAll(async () => {
  fixture = await startFixture({
    load: inMode('streaming', () => import('./fixtures/lifecycle-app.ts')),
    localRoutes: async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/.local/echo') return new Response(await request.text(), { status: 203 });
      if (pathname === '/.local/broken') throw new Error('local route broke');
      return undefined;
    },
  });
});

test('hooks run around the handler, in order, and share their data', async () => {
  happened.length = 0;
  await fetch(`${fixture.host.url}/hooked`);
  expect(happened).toEqual(['pre hooked', 'handler', 'post with data of pre']);
});

test('a post hook can turn an error into an answer', async () => {
  const response = await fetch(`${fixture.host.url}/mended`);
  expect([response.status, await response.text()]).toEqual([503, 'mended by a hook']);
});

test('a log line goes through the log hooks and carries its invocation', async () => {
  const response = await fetch(`${fixture.host.url}/hooked`);
  expect(fixture.entries).toContainEqual({
    level: 'warning',
    category: 'user',
    message: '[seen by hook] from the handler',
    functionName: 'hooked',
    invocationId: response.headers.get('x-ms-invocation-id'),
  });
});

test('the trace of the caller goes on, with a span of its own', async () => {
  const trace = '0af7651916cd43dd8448eb211c80319c';
  const headers = { traceparent: `00-${trace}-b7ad6b7169203331-01` };
  const seen = await (await fetch(`${fixture.host.url}/hooked`, { headers })).text();
  expect(seen).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`));
  expect(seen).not.toContain('b7ad6b7169203331');
});

test('a host-side route is tried before functions, and one that breaks is a 500', async () => {
  const echoed = await fetch(`${fixture.host.url}/.local/echo`, { method: 'POST', body: 'to the host' });
  expect([echoed.status, await echoed.text()]).toEqual([203, 'to the host']);
  expect((await fetch(`${fixture.host.url}/.local/broken`)).status).toBe(500);
});

test('a second app in the same process is refused', async () => {
  await expect(startFixture()).rejects.toThrow('One Functions app per process');
});

test('a port in use is an error that names the port and what to do', async () => {
  const { port } = fixture.host;
  const again = startHost({ root: import.meta.dirname, port });
  await expect(again).rejects.toMatchObject({ name: 'PortInUseError', port });
  await expect(again).rejects.toThrow(`PORT=${port + 1}`);
});

test('stop waits for what is in flight, then runs the appTerminate hooks, and takes nothing new', async () => {
  happened.length = 0;
  const slow = fetch(`${fixture.host.url}/slow`);
  await slowBegan.promise;
  const stopped = fixture.host.stop();
  await expect(fetch(`${fixture.host.url}/hooked`)).rejects.toThrow();
  slowMayEnd.resolve();
  expect(await (await slow).text()).toBe('late but whole');
  await stopped;
  expect(happened.filter((event) => !event.startsWith('p'))).toEqual(['slow answers', 'appTerminate']);
  expect(fixture.host.stop()).toBe(fixture.host.stop());
  const errors = fixture.entries.filter((entry) => entry.level === 'error').map((entry) => entry.message);
  expect(errors.some((message) => message.includes('cannot clean up'))).toBe(true);
});
