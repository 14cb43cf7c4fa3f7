import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dependencies } from '../../functions/dependencies.ts';
import { openOnlooker, type Onlooker } from '../faults/onlooker.ts';
import type { Caller } from './caller.ts';
import type { ApiResponse } from './contract.ts';
import { startApi, type Api } from './harness.ts';
import { newSignal } from './workstream/journey.ts';

let api: Api;
let onlooker: Onlooker;
beforeAll(async () => {
  api = await startApi({ env: { RATE_LIMIT_PER_MINUTE: '60', REQUEST_TIMEOUT_SECONDS: '1' } });
  const { config } = await dependencies();
  onlooker = await openOnlooker(config.DATABASE_URL ?? '');
});
afterAll(async () => {
  await onlooker.close();
  await api.stop();
});

/** Calls until the limit is reached. */
async function runAway(caller: Caller): Promise<{ calls: number; answer: ApiResponse<unknown> }> {
  for (let calls = 1; calls < 500; calls += 1) {
    const answer = await caller.get('/api/me');
    if (answer.status !== 200) return { calls, answer };
  }
  throw new Error('There is no limit.');
}

describe('an organisation that calls too often', () => {
  it('gets a 429 that says when to come back, and keeps nobody else from calling', async () => {
    const { calls, answer } = await runAway(api.as({ org: 'runaway' }));
    expect(calls).toBeGreaterThan(60);
    expect(answer).toMatchObject({ status: 429, body: { code: 'rate_limited', type: '/problems/rate_limited' } });
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.headers.get('ratelimit-policy')).toBe('"org";q=60;w=60');
    expect(answer.headers.get('ratelimit')).toMatch(/^"org";r=0;t=(59|60)$/);
    // The limit is the organisation's, not the caller's: another one gets what was left of a call and one for each second that has passed.
    const since = performance.now();
    const { calls: more } = await runAway(api.as({ org: 'runaway', sub: 'bob' }));
    const granted = more - 1;
    expect(granted).toBeLessThanOrEqual(1 + (performance.now() - since) / 1000);
    expect((await api.as({ org: 'calm' }).get('/api/me')).status).toBe(200);
  });

  it('may still ask whether the service lives', async () => {
    await runAway(api.as({ org: 'curious' }));
    const anybody = api.withAuthorization(null);
    const statuses = await Promise.all(['/healthz', '/api/health', '/openapi.json'].map((path) => anybody.get(path)));
    expect(statuses.map(({ status, headers }) => [status, headers.get('ratelimit')])).toEqual([
      [200, null],
      [200, null],
      [200, null],
    ]);
  });

  it('is told in every answer how much is left, refusals too', async () => {
    const left = async (path: string): Promise<string | null> =>
      (await api.as({ org: 'counting' }).get(path)).headers.get('ratelimit');
    expect(await left('/api/me')).toBe('"org";r=59;t=1');
    expect(await left('/api/signals/4711')).toMatch(/^"org";r=5[89];t=[12]$/);
  });
});

describe('a request that takes too long', () => {
  it('is a 503 at its deadline; what it had begun is taken back, and under its key it can be sent again', async () => {
    const ann = api.as({ org: 'slow' });
    const { id } = await newSignal(ann);
    const before = await onlooker.contents();
    const headers = { 'If-Match': '"1"', 'Idempotency-Key': 'patience' };
    const patch = (): Promise<ApiResponse<unknown>> =>
      ann.patch(`/api/signals/${id}`, { snippet: 'at last', tags: ['late'] }, headers);

    await onlooker.query('begin');
    await onlooker.query('select 1 from app.signal where signal_id = $1 for update', [id]);
    const late = await patch();
    expect(late).toMatchObject({ status: 503, body: { code: 'timed_out' } });
    expect(late.headers.get('retry-after')).toBe('5');
    await onlooker.query('commit');

    // The same call, as soon as the first one has left.
    let again = await patch();
    for (let tries = 0; again.status === 409 && tries < 20; tries += 1) again = await patch();
    expect(again).toMatchObject({ status: 200, body: { snippet: 'at last', version: 2 } });
    expect(again.headers.get('idempotency-replayed')).toBeNull();
    expect((await onlooker.contents())['work_event']).not.toBe(before['work_event']);
    const events = "select count(*) from app.work_event where type = 'signal.updated'";
    expect(await onlooker.count(events)).toBe(1);
  });
});

describe('headers', () => {
  it('of more than 16 KiB are refused, and the service goes on', async () => {
    const response = await fetch(`${api.url}/healthz`, { headers: { 'x-large': 'x'.repeat(20_000) } });
    expect(response.status).toBe(431);
    expect((await fetch(`${api.url}/healthz`, { headers: { 'x-large': 'x'.repeat(10_000) } })).status).toBe(200);
  });
});
