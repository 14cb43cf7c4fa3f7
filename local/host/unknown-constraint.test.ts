import { expect, onTestFinished, test } from 'vitest';
import { inMode, startFixture } from './fixtures/start-fixture.ts';

test('an unknown constraint stops the whole host with 503, and is named', async () => {
  const load = inMode('streaming', async () => {
    const { app } = await import('@azure/functions');
    app.http('good', { route: 'good', handler: () => ({ body: 'never reached' }) });
    app.http('bad', { route: 'x/{id:unheard}', handler: () => ({ body: 'never reached' }) });
  });
  const { host } = await startFixture({ load });
  onTestFinished(() => host.stop());
  expect(host.startupError?.message).toContain('"unheard"');
  const response = await fetch(`${host.url}/good`);
  expect([response.status, await response.text()]).toEqual([503, 'Function host is not running.']);
});
