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

test('stop goes on after an appTerminate hook that fails, which is told, and is one stop however often it is asked for', async () => {
  const slow = fetch(`${fixture.host.url}/slow`);
  await slowBegan.promise;
  const stopped = fixture.host.stop();
  expect(fixture.host.stop()).toBe(stopped);
  slowMayEnd.resolve();
  await slow;
  await stopped;
  expect(happened).toEqual(['slow answers', 'appTerminate']);
  const errors = fixture.entries.filter((entry) => entry.level === 'error').map((entry) => entry.message);
  expect(errors.some((message) => message.includes('cannot clean up'))).toBe(true);
});
