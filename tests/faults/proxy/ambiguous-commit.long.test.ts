import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFaultyApi, type FaultyApi } from './faulty-api.ts';
import { createSignal, createUntilDone, effectsOf } from './keyed-signal.ts';
import { cutAtRandom } from './random-cuts.ts';

let app: FaultyApi;
beforeAll(async () => {
  app = await startFaultyApi();
  await createUntilDone(app, 'first');
});
afterAll(() => app.stop());

const once = { signals: 1, events: 1 };

describe.each(['rst', 'fin'] as const)('a connection cut (%s)', (by) => {
  it('between COMMIT and its answer: 503, the key tells the first effect, and there is one', async () => {
    const ref = `unanswered-${by}`;
    app.proxy.set({ kind: 'cut', by, when: 'commit-unanswered' });
    const first = await createSignal(app, ref);
    app.proxy.heal();
    expect(first.status).toBe(503);
    expect((await effectsOf(app)).get(ref)).toEqual(once);
    const second = await createUntilDone(app, ref);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect((await effectsOf(app)).get(ref)).toEqual(once);
  });

  it('between COMMIT and its answer, without a key: 503, and the app does not try again by itself', async () => {
    const ref = `unanswered-without-key-${by}`;
    app.proxy.set({ kind: 'cut', by, when: 'commit-unanswered', once: true });
    const first = await createSignal(app, ref, false);
    app.proxy.heal();
    expect(first.status).toBe(503);
    expect((await effectsOf(app)).get(ref)).toEqual(once);
  });

  it('before COMMIT arrives: 503, nothing is there, and the key is free', async () => {
    const ref = `unsent-${by}`;
    app.proxy.set({ kind: 'cut', by, when: 'commit-unsent' });
    const first = await createSignal(app, ref);
    app.proxy.heal();
    expect(first.status).toBe(503);
    expect((await effectsOf(app)).has(ref)).toBe(false);
    const second = await createUntilDone(app, ref);
    expect(second.headers.get('idempotency-replayed')).toBeNull();
    expect((await effectsOf(app)).get(ref)).toEqual(once);
  });
});

it('cut at any byte, a write under a key that is sent again happens once', { timeout: 60_000 }, async () => {
  expect(await cutAtRandom(app, 'cut', 60)).toBeGreaterThan(30);
});
