import { expect, test } from 'vitest';
import { createInFlight } from './in-flight.ts';

test('it is idle when all work has settled, failed work too', async () => {
  const inFlight = createInFlight();
  const good = Promise.withResolvers<void>();
  const bad = Promise.withResolvers<void>();
  inFlight.track('good', good.promise);
  inFlight.track('bad', bad.promise);
  const idle = inFlight.idle(60_000);
  good.resolve();
  bad.reject(new Error('failed'));
  expect(await idle).toEqual([]);
  expect(await inFlight.idle(60_000)).toEqual([]);
});

test('after the limit it names what is still under way', async () => {
  const inFlight = createInFlight();
  inFlight.track('endless', new Promise(() => undefined));
  expect(await inFlight.idle(5)).toEqual(['endless']);
});
