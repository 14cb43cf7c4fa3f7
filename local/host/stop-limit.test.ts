import { expect, test } from 'vitest';
import { slowBegan } from './fixtures/lifecycle-record.ts';
import { inMode, startFixture } from './fixtures/start-fixture.ts';

test('stop ends after its limit and names what it left behind', async () => {
  const load = inMode('rpc', () => import('./fixtures/lifecycle-app.ts'));
  const { host, entries } = await startFixture({ load, stopLimitMs: 50 });
  const slow = fetch(`${host.url}/slow`);
  // Attached before the stop breaks the connection off, so that the rejection is never unhandled.
  const broken = expect(slow).rejects.toThrow();
  await slowBegan.promise;
  await host.stop();
  await broken;
  const warning = entries.find((entry) => entry.level === 'warning')?.message;
  expect(warning).toContain('GET /slow');
});
