import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFaultyApi, type FaultyApi } from './faulty-api.ts';
import { cutAtRandom } from './random-cuts.ts';

let app: FaultyApi;
beforeAll(async () => {
  app = await startFaultyApi();
});
afterAll(() => app.stop());

it('cut at any byte, 1,000 times, a write under a key that is sent again happens once', async () => {
  expect(await cutAtRandom(app, 'cut', 1_000)).toBeGreaterThan(500);
});
