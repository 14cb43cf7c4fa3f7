import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Caller } from '../../api/caller.ts';
import type { ApiResponse } from '../../api/contract.ts';
import { likeness } from '../../api/properties/snapshot.ts';
import { newPursuit, newSignal, triagedCandidate } from '../../api/workstream/journey.ts';
import type { Fault } from './fault.ts';
import { orgIdOf, type FaultyApi } from './faulty-api.ts';

/** What was answered under the fault, step by step, and what is in the organisation afterwards. */
export interface Walked {
  readonly answers: Readonly<Record<string, number>>;
  readonly left: Awaited<ReturnType<typeof likeness>>;
}

let walks = 0;

/** No request may take longer, in milliseconds, whatever the network does. A job does many things one after the other. */
const longestMs = { request: 10_000, job: 60_000 };

/**
 * Goes the important ways of the API as a new organisation, each step under `fault` first and then, healed, until it succeeds. Fails when a step is
 * answered anything but its own answer or a 503 that says when to come again, or takes too long.
 */
export async function walk(app: FaultyApi, fault: Fault): Promise<Walked> {
  const { api, proxy } = app;
  walks += 1;
  const org = `walk-${walks}`;
  const caller = api.as({ org, sub: 'ann', roles: ['manager'] });
  const answers: Record<string, number> = {};

  const under = async <T>(step: string, send: () => Promise<T>): Promise<T> => {
    proxy.set(fault);
    const started = performance.now();
    try {
      return await send();
    } finally {
      proxy.heal();
      const limit = step.startsWith('job') ? longestMs.job : longestMs.request;
      expect(performance.now() - started, step).toBeLessThan(limit);
    }
  };
  const request = async (step: string, expected: number, send: () => Promise<ApiResponse<unknown>>): Promise<void> => {
    const first = await under(step, send);
    answers[step] = first.status;
    expectCleanOr(step, expected, first);
    const last = await succeeds(step, expected, send);
    if (first.status === expected) expect(last.body, step).toEqual(first.body);
  };
  const write = (step: string, path: string, body: object | undefined, expected: number): Promise<void> =>
    request(step, expected, () => caller.post(path, body, { 'Idempotency-Key': `walk-${step.replaceAll(' ', '-')}` }));

  await ready(caller);
  const signal = { sourceType: 'form', sourceRef: 'walk', problemPhrase: 'The roof leaks' };
  await write('create a signal', '/api/signals', signal, 201);
  const candidate = await triagedCandidate(caller);
  await write('promote', `/api/candidates/${candidate.id}/promote`, undefined, 201);
  const pursuit = await newPursuit(caller);
  await write('transition', `/api/pursuits/${pursuit.id}/stage`, { stage: 'pink' }, 200);
  await newSignal(caller);
  await request('list', 200, () => caller.get('/api/signals'));
  await request('Today', 200, () => caller.get('/api/workstream/today'));
  const health = await under('health', () => api.withAuthorization(null).get('/api/health'));
  answers['health'] = health.status;
  expect([200, 503]).toContain(health.status);
  answers['job outbox'] = Number((await under('job outbox', () => api.host.fireTimer('outbox'))).ok);
  await drained(app);
  api.clock.advance(3 * 86_400);
  answers['job sla'] = Number((await under('job sla', () => api.host.fireTimer('sla'))).ok);
  await swept(app);
  await drained(app);
  // That a delivery failed at first is written down, as it should be.
  const { outboxAttempt: _, ...left } = await likeness(app.onlooker, await orgIdOf(app.onlooker, org));
  return { answers, left };
}

/** The step's own answer, or a 503 that tells nothing of the network and when to come again. */
function expectCleanOr(step: string, expected: number, { status, headers, body }: ApiResponse<unknown>): void {
  if (status === expected) return;
  expect({ step, status, body: JSON.stringify(body) }).toMatchObject({ step, status: 503 });
  expect(Number(headers.get('retry-after')), step).toBeGreaterThan(0);
  expect(JSON.stringify(body), step).not.toMatch(/ECONN|127\.0\.0\.1|postgres|timeout|terminated/i);
}

/** Sends until it succeeds, at most 20 s. Under a key, the write before may still hold it: 409. */
async function succeeds(
  step: string,
  expected: number,
  send: () => Promise<ApiResponse<unknown>>,
): Promise<ApiResponse<unknown>> {
  for (const end = performance.now() + 20_000; ; await wait(50)) {
    const answer = await send();
    if (answer.status === expected) return answer;
    if (!(answer.status === 409 && isInProgress(answer.body))) expectCleanOr(step, expected, answer);
    if (performance.now() > end) throw new Error(`${step} does not succeed any more.`);
  }
}

const isInProgress = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'code' in body && body.code === 'idempotency_in_progress';

async function ready(caller: Caller): Promise<void> {
  await succeeds('me', 200, () => caller.get('/api/me'));
}

/** Runs the sweep until it succeeds, at most 20 s. */
async function swept({ api }: FaultyApi): Promise<void> {
  for (const end = performance.now() + 20_000; !(await api.host.fireTimer('sla')).ok; await wait(50)) {
    if (performance.now() > end) throw new Error('The sweep does not succeed any more.');
  }
}

/** Runs the drain until nothing is left, at most 60 s: what a fault left under lease is free after five. */
async function drained({ api, onlooker }: FaultyApi): Promise<void> {
  const left = async (): Promise<number> => {
    const db = onlooker.reader({ kind: 'system' }, { count: 0 });
    const { count } = await db
      .selectFrom('outboxDelivery')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return count;
  };
  for (const end = performance.now() + 60_000; (await left()) > 0; await wait(50)) {
    if (performance.now() > end) throw new Error('The outbox does not get empty.');
    await api.host.fireTimer('outbox');
    // What failed because of the fault waits for its next attempt by the app's clock.
    api.clock.advance(30);
  }
}
