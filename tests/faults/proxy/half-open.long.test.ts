import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from './fault.ts';
import { startFaultyApi, type FaultyApi } from './faulty-api.ts';
import { createSignal, createUntilDone, effectsOf } from './keyed-signal.ts';
import { walk, type Walked } from './walk.ts';

let app: FaultyApi;
let sound: Walked;
beforeAll(async () => {
  app = await startFaultyApi();
  sound = await walk(app, { kind: 'none' });
});
afterAll(() => app.stop());

const faults: Readonly<Record<string, Fault>> = {
  'nobody answers any more': { kind: 'silent' },
  'what is sent does not arrive': { kind: 'swallow', direction: 'to-server' },
  'what is answered does not arrive': { kind: 'swallow', direction: 'to-client' },
};

describe('a network to the database where', () => {
  it.each(Object.entries(faults))(
    '%s: a clean 503 within ten seconds, and in the end each effect once',
    async (_, fault) => {
      const { answers, left } = await walk(app, fault);
      expect(left).toEqual(sound.left);
      expect(Object.values(answers)).toContain(503);
    },
  );

  it('every connection of the pool has died without a word: one request waits for it, the next ones do not', async () => {
    const refs = Array.from({ length: 20 }, (_, n) => `silent-${n}`);
    await Promise.all(refs.map((ref) => createUntilDone(app, `before-${ref}`)));
    expect(app.api.engine.pool().idle).toBeGreaterThan(5);
    app.proxy.set({ kind: 'silent' });
    expect((await createSignal(app, 'silent-first')).status).toBe(503);
    app.proxy.heal();
    const started = performance.now();
    await Promise.all(refs.map((ref) => createUntilDone(app, ref)));
    expect(performance.now() - started).toBeLessThan(5_000);
    const effects = await effectsOf(app);
    expect(refs.filter((ref) => effects.get(ref)?.signals !== 1)).toEqual([]);
  });
});
