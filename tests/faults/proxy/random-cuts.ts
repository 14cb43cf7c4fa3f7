import { assert, asyncProperty, constant, constantFrom, integer, record } from 'fast-check';
import { expect } from 'vitest';
import type { Direction, Fault } from './fault.ts';
import type { FaultyApi } from './faulty-api.ts';
import { createSignal, createUntilDone, effectsOf } from './keyed-signal.ts';

/**
 * `runs` times: a write under a key whose connection is cut somewhere between its first byte and its last, sent again until it succeeds.
 * Fails when a write is answered twice differently, or is not there exactly once. Gives how many of the writes the cut hit.
 */
export async function cutAtRandom(app: FaultyApi, name: string, runs: number): Promise<number> {
  const lengths = await bytesOfOne(app, `${name}-measured`);
  let made = 0;
  let hit = 0;
  const refs: string[] = [];
  const cuts = record({
    by: constantFrom('rst', 'fin'),
    when: constantFrom<Direction>('to-server', 'to-client').chain((of) =>
      record({ of: constant(of), bytes: integer({ min: 0, max: lengths[of] }) }),
    ),
  });
  const property = asyncProperty(cuts, async (cut) => {
    const ref = `${name}-${(made += 1)}`;
    refs.push(ref);
    app.proxy.set({ kind: 'cut', once: true, ...cut } satisfies Fault);
    const first = await createSignal(app, ref);
    app.proxy.heal();
    if (first.status !== 201) hit += 1;
    if (first.status !== 201) expect(first.status).toBe(503);
    const last = await createUntilDone(app, ref);
    if (first.status === 201) expect(last.body).toEqual(first.body);
  });
  await assert(property, { numRuns: runs, endOnFailure: true });
  const effects = await effectsOf(app);
  expect(refs.filter((ref) => effects.get(ref)?.signals !== 1 || effects.get(ref)?.events !== 1)).toEqual([]);
  return hit;
}

/** How many bytes a sound write on an open connection takes, per way. */
async function bytesOfOne(app: FaultyApi, name: string): Promise<Record<Direction, number>> {
  await createUntilDone(app, `${name}-before`);
  const before = { ...app.proxy.bytes };
  await createUntilDone(app, name);
  const of = (direction: Direction): number => app.proxy.bytes[direction] - before[direction];
  return { 'to-server': of('to-server'), 'to-client': of('to-client') };
}
