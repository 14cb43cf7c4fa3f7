import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../caller.ts';
import { startApi, type Api } from '../harness.ts';
import { itemsOf, newPursuit, newSignal, submittedPursuit, triagedCandidate } from './journey.ts';

let api: Api;
let ann: Caller;
let bob: Caller;
beforeAll(async () => {
  api = await startApi();
  ann = api.as({ sub: 'ann', roles: ['member'] });
  bob = api.as({ sub: 'bob', roles: ['manager'] });
});
afterAll(() => api.stop());

interface List<T> {
  readonly data: T[];
}
const times = <T>(count: number, call: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => call(i)));

describe('at the same moment', () => {
  it('50 promotions of one candidate make one pursuit and get 50 equal answers', async () => {
    const { id } = await triagedCandidate(ann);
    const answers = await times(50, () => ann.post<{ id: number; existing: boolean }>(`/api/candidates/${id}/promote`));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(49);
    const pursuits = answers.map(({ body: { existing: _existing, ...pursuit } }) => pursuit);
    for (const pursuit of pursuits) expect(pursuit).toEqual(pursuits[0]);
    const { body } = await ann.get<List<{ candidateId: number }>>('/api/pursuits?limit=200');
    expect(body.data.filter((pursuit) => pursuit.candidateId === id)).toHaveLength(1);
  });

  it('20 closings as won make one engagement', async () => {
    const { id } = await submittedPursuit(ann, bob, true);
    const answers = await times(20, () => ann.post<{ code?: string }>(`/api/pursuits/${id}/won`));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.code))).toEqual(
      new Set(['invalid_transition']),
    );
    await times(3, () => api.host.fireTimer('outbox'));
    const { body } = await ann.get<List<object>>(`/api/engagements?pursuitId=${id}`);
    expect(body.data).toHaveLength(1);
    const { body: trail } = await ann.get<List<object>>(
      `/api/events?type=pursuit.won&recordType=pursuit&recordId=${id}`,
    );
    expect(trail.data).toHaveLength(1);
  });

  it('20 signals with one natural key make one signal', async () => {
    const spellings = ['same@example.com', 'Same@Example.com', 'SAME@EXAMPLE.COM', 'same@Example.com'];
    const answers = await times(20, (i) =>
      ann.post<{ id: number }>('/api/signals', { sourceType: 'email', contactEmail: spellings[i % 4] }),
    );
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([...Array<number>(19).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('10 bulk calls with keys in common, in any order, make each signal once and refuse none', async () => {
    const answers = await times(10, (call) =>
      ann.post('/api/signals/bulk', {
        // 7 and 20 have no divisor in common: every call has the same twenty keys, each in an order of its own.
        items: Array.from({ length: 20 }, (_, i) => ({
          sourceType: 'ad',
          dedupeKey: `bulk-${(i * 7 + call * 3) % 20}`,
        })),
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    const { body } = await ann.get<List<{ dedupeKey: string }>>('/api/signals?sourceType=ad&limit=200');
    expect(body.data).toHaveLength(20);
  });

  it('10 proposals of one pursuit are numbered without gap or double', async () => {
    const { id } = await newPursuit(ann);
    const body = { sections: [{ heading: 'A', body: '' }] };
    await times(10, () => ann.post(`/api/pursuits/${id}/proposals`, body));
    const { body: list } = await ann.get<List<{ versionNo: number }>>(`/api/pursuits/${id}/proposals`);
    expect(list.data.map(({ versionNo }) => versionNo)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it('a reopened item and a submission never both succeed against the gate', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { id } = await newPursuit(ann);
      await ann.post(`/api/pursuits/${id}/stage`, { stage: 'pink' });
      await ann.post(`/api/pursuits/${id}/stage`, { stage: 'red' });
      const items = await itemsOf(ann, id, 'pink');
      for (const item of items) await ann.post(`/api/pursuits/${id}/checklist/${item.id}/complete`);
      const [submit, reopen] = await Promise.all([
        ann.post(`/api/pursuits/${id}/submit`),
        ann.post(`/api/pursuits/${id}/checklist/${items[0]?.id}/reopen`),
      ]);
      expect(reopen.status).toBe(200);
      const { body } = await ann.get<List<{ type: string }>>(`/api/pursuits/${id}/timeline`);
      const order = body.data.map(({ type }) => type);
      // Either it was submitted before the item was reopened, or the gate held.
      if (submit.status === 200) {
        expect(order.indexOf('pursuit.submitted')).toBeGreaterThan(order.indexOf('checklist.reopened'));
      } else {
        expect(submit).toMatchObject({ status: 409, body: { code: 'gate_blocked' } });
      }
    }
  });

  it('one of two changes with the same If-Match succeeds', async () => {
    const signal = await newSignal(ann);
    const answers = await times(2, (i) =>
      ann.patch<{ code?: string }>(
        `/api/signals/${signal.id}`,
        { snippet: `s${i}` },
        { 'If-Match': `"${signal.version}"` },
      ),
    );
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 412]);
  });
});
