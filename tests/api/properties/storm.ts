import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { ApiResponse } from '../contract.ts';
import type { Api } from '../harness.ts';
import type { Fault, FaultyEngine } from './faults.ts';
import { likeness } from './snapshot.ts';
import { makeWorld } from './worlds.ts';
import { send, writeCalls, type World, type WriteCall } from './write-calls.ts';

/** How often a call is made at once, and what breaks meanwhile. */
interface Wave {
  readonly copies: number;
  readonly faults: readonly Fault[];
}

/** A call under one key, until an answer is had. */
export interface Plan {
  readonly endpoint: string;
  readonly waves: readonly Wave[];
  /** With a version that the record does not have: it must have no effect, however often it is made. */
  readonly refused: boolean;
}

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ at: fc.constant('statement' as const), n: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ at: fc.constantFrom('commit' as const, 'connection' as const, 'answer' as const) }),
);
const wave = fc.record({ copies: fc.integer({ min: 1, max: 3 }), faults: fc.array(fault, { maxLength: 2 }) });

/** Plans for these endpoints, in any order. */
export function plansFor(endpoints: readonly string[]): fc.Arbitrary<Plan[]> {
  const plan = (endpoint: string) =>
    fc.record({
      endpoint: fc.constant(endpoint),
      waves: fc.array(wave, { minLength: 1, maxLength: 3 }),
      refused: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
    });
  return fc
    .shuffledSubarray([...endpoints], { minLength: endpoints.length })
    .chain((names) => fc.tuple(...names.map(plan)));
}

let worlds = 0;

/**
 * Carries the plans out in one organisation, several calls at a time, and makes each accepted call once, undisturbed and one after the other, in
 * another: the model. The two must then be alike in every table. Throws when they are not.
 */
export async function weather(api: Api, faults: FaultyEngine, plans: readonly Plan[]): Promise<void> {
  worlds += 2;
  const stormy = await makeWorld(api, `world-${worlds}`);
  const calm = await makeWorld(api, `world-${worlds + 1}`);
  const ready: { plan: Plan; call: WriteCall; model: WriteCall }[] = [];
  for (const asked of plans) {
    const prepare = writeCalls[asked.endpoint];
    if (prepare === undefined) throw new Error(`${asked.endpoint} has no call.`);
    const [call, model] = [await prepare(stormy), await prepare(calm)];
    const plan = { ...asked, refused: asked.refused && call.version !== undefined };
    ready.push({ plan, call: plan.refused ? { ...call, version: 999 } : call, model });
  }
  for (let i = 0; i < ready.length; i += 4) {
    await Promise.all(ready.slice(i, i + 4).map(({ plan, call }) => insist(stormy, faults, plan, call)));
  }
  faults.calm();
  for (const { plan, model } of ready) if (!plan.refused) await send(calm.ann, model, headersOf(plan));
  const made = await likeness(api.engine, stormy.orgId);
  const expected = await likeness(api.engine, calm.orgId);
  for (const [table, rows] of Object.entries(expected)) expect(made[table], table).toEqual(rows);
}

const headersOf = ({ endpoint }: Plan): Record<string, string> => ({
  'Idempotency-Key': `key-${endpoint}`,
  'X-Request-Id': `call.${endpoint}`,
});

/** Makes the call as planned, then until it is answered, then once more. Every answer must be the same one. */
async function insist(world: World, faults: FaultyEngine, plan: Plan, call: WriteCall): Promise<void> {
  const once = (): Promise<ApiResponse<{ code?: string }>> => send(world.ann, call, headersOf(plan));
  const answers: ApiResponse<{ code?: string }>[] = [];
  for (const { copies, faults: planned } of plan.waves) {
    for (const one of planned) faults.plan(world.orgId, one);
    answers.push(...(await Promise.all(Array.from({ length: copies }, once))));
  }
  let last = await once();
  for (let tries = 0; undecided(last) && tries < 50; tries += 1) last = await once();
  const replayed = await once();
  const decided = [...answers, last].filter((answer) => !undecided(answer));
  for (const answer of decided) {
    expect(answer.status, `${plan.endpoint}: ${JSON.stringify(answer.body)}`).toBe(plan.refused ? 412 : last.status);
    if (!plan.refused) expect(kept(answer), plan.endpoint).toEqual(kept(last));
  }
  if (plan.refused) return;
  expect(last.status, JSON.stringify(last.body)).toBeLessThan(300);
  // A fault may still have been planned for another call and struck this one.
  if (undecided(replayed)) return;
  expect(kept(replayed), plan.endpoint).toEqual(kept(last));
  expect(replayed.headers.get('idempotency-replayed'), plan.endpoint).toBe('true');
}

/** Nobody knows yet what became of the call: it is to be made again under its key. */
function undecided({ status, body }: ApiResponse<{ code?: string }>): boolean {
  return status >= 500 || body.code === 'idempotency_in_progress';
}

/** What a replay must give back as it was. */
function kept({ status, headers, body }: ApiResponse<unknown>): unknown {
  const names = ['content-type', 'etag', 'location', 'preference-applied'];
  return { status, headers: names.map((name) => headers.get(name)), body: JSON.stringify(body) };
}
