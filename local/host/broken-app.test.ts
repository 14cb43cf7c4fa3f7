import { expect, onTestFinished, test } from 'vitest';
import { startFixture } from './fixtures/start-fixture.ts';

test('an app that does not load has no function: everything is 404, and the reason is told', async () => {
  const load = async (): Promise<void> => {
    const { app } = await import('@azure/functions');
    app.http('early', { route: 'early', handler: () => ({ body: 'never reached' }) });
    throw new Error('import went wrong');
  };
  const { host, entries } = await startFixture({ load });
  onTestFinished(() => host.stop());
  expect(host.functions).toEqual([]);
  expect(host.startupError?.message).toBe('import went wrong');
  expect((await fetch(`${host.url}/early`)).status).toBe(404);
  expect(entries.find((entry) => entry.level === 'critical')?.message).toContain('import went wrong');
  const status: unknown = await (await fetch(`${host.url}/admin/host/status`)).json();
  expect(status).toMatchObject({ state: 'Error', errors: ['import went wrong'] });
});
