import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../caller.ts';
import { startApi, type Api } from '../harness.ts';
import { newPursuit, newSignal, submittedPursuit } from './journey.ts';

let api: Api;
let ann: Caller;
let bob: Caller;
beforeAll(async () => {
  api = await startApi();
  ann = api.as({ sub: 'ann', roles: ['manager'] });
  bob = api.as({ sub: 'bob', roles: ['manager'] });
  await Promise.all([ann.get('/api/me'), bob.get('/api/me')]);
});
afterAll(() => api.stop());

/** The metrics of the record's breaches after so many more hours. */
async function breachesAfter(hours: number, recordType: string, recordId: number): Promise<string[]> {
  api.clock.advance(hours * 3600);
  await api.host.fireTimer('sla');
  const query = `recordType=${recordType}&recordId=${recordId}`;
  const { body } = await ann.get<{ data: { metric: string; resolvedAt: string | null }[] }>(
    `/api/sla/breaches?${query}`,
  );
  return body.data.map(({ metric, resolvedAt }) => `${metric} ${resolvedAt === null ? 'open' : 'resolved'}`).toSorted();
}

describe('the triage clock', () => {
  it('runs out where nobody has touched the signal', async () => {
    const { id } = await newSignal(ann);
    expect(await breachesAfter(25, 'signal', id)).toEqual(['triage open']);
  });

  it('is stopped by a candidate that is made of the signal, and by a later link to one', async () => {
    const [first, second] = [await newSignal(ann), await newSignal(ann)];
    const { body } = await ann.post<{ id: number }>('/api/candidates', { title: 'T', signalIds: [first.id] });
    await ann.post(`/api/candidates/${body.id}/signals`, { signalIds: [second.id] });
    expect(await breachesAfter(25, 'signal', first.id)).toEqual([]);
    expect(await breachesAfter(0, 'signal', second.id)).toEqual([]);
  });

  it('is not started for a signal that comes with its owner', async () => {
    const { id } = await newSignal(ann, { owner: 'ann' });
    expect(await breachesAfter(25, 'signal', id)).toEqual([]);
  });
});

describe('the clocks of a pursuit', () => {
  it('run 72 hours to the submission', async () => {
    const { id } = await newPursuit(ann);
    expect(await breachesAfter(71, 'pursuit', id)).toEqual([]);
    expect(await breachesAfter(1, 'pursuit', id)).toEqual(['proposal open']);
  });

  it('are changed over by the submission: proposal stops, and response runs 96 hours to the closing', async () => {
    const { id } = await submittedPursuit(ann, bob, true);
    expect(await breachesAfter(95, 'pursuit', id)).toEqual([]);
    expect(await breachesAfter(1, 'pursuit', id)).toEqual(['response open']);
    expect((await ann.post(`/api/pursuits/${id}/won`)).status).toBe(200);
    expect(await breachesAfter(0, 'pursuit', id)).toEqual(['response resolved']);
  });

  it('stop for good when the pursuit is closed', async () => {
    const { id } = await newPursuit(ann);
    expect((await ann.post(`/api/pursuits/${id}/no-bid`)).status).toBe(200);
    expect(await breachesAfter(200, 'pursuit', id)).toEqual([]);
  });
});
