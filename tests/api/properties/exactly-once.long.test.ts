import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { plansFor, weather } from './storm.ts';
import { startStormyApi, type StormyApi } from './storm-setup.ts';
import { writeCalls } from './write-calls.ts';

describe.skipIf((process.env['TEST_SQLSERVER_URL'] ?? '') !== '')('every write under a key, for long', () => {
  let stormy: StormyApi;
  beforeAll(async () => {
    stormy = await startStormyApi();
  });
  afterAll(() => stormy.stop());

  it('happens once, whatever is doubled, races or breaks, or not at all when it is refused', async () => {
    const property = fc.asyncProperty(plansFor(Object.keys(writeCalls)), (plans) =>
      weather(stormy.api, stormy.faults, plans),
    );
    await fc.assert(property, { numRuns: 25, endOnFailure: true });
  });
});
