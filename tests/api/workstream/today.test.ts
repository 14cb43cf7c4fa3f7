import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../caller.ts';
import { startApi, type Api } from '../harness.ts';
import { moveTo, newPursuit, newSignal, submittedPursuit, triagedCandidate } from './journey.ts';

let api: Api;
let ann: Caller;
let org = 0;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

interface Row {
  readonly type: string;
  readonly id: number;
  readonly bucket: string;
  readonly tier: string;
  readonly score: number;
  readonly state: string;
  readonly ownerOpenItems: number;
  readonly why: { urgency: number; value: number; stage: number };
}
interface List {
  readonly data: Row[];
  readonly nextCursor: string | null;
}

/** An organisation of its own for each test: the panel is the organisation's. */
function freshOrg(): void {
  org += 1;
  ann = api.as({ org: `today-${org}`, sub: 'ann', roles: ['manager'] });
}
const today = async (query = ''): Promise<List> => (await ann.get<List>(`/api/workstream/today${query}`)).body;
const hours = (count: number): void => api.clock.advance(count * 3600);
const inHours = (count: number): string => new Date(api.clock.now().getTime() + count * 3_600_000).toISOString();

describe('the Today panel', () => {
  it('says of each row why it ranks where it ranks', async () => {
    freshOrg();
    const { id } = await newPursuit(ann, { valueBand: 'high', owner: 'ann' });
    await moveTo(ann, id, 'pink');
    expect((await today()).data).toMatchObject([
      { type: 'pursuit', id, state: 'pink', bucket: 'next', score: 65, tier: 'medium', ownerOpenItems: 1 },
    ]);
    expect((await today()).data[0]?.why).toEqual({ urgency: 20, value: 30, stage: 15 });
  });

  it('orders by bucket first and score second, as time goes by', async () => {
    freshOrg();
    const signal = await newSignal(ann);
    const candidate = await triagedCandidate(ann, { valueBand: 'high' });
    const { id } = await newPursuit(ann, { valueBand: 'low' });
    await ann.patch(`/api/pursuits/${id}`, { dueAt: inHours(100) }, { 'If-Match': '"2"' });
    expect((await today()).data.map((row) => row.type)).toEqual(['candidate', 'pursuit', 'signal']);
    hours(19);
    await api.host.fireTimer('sla');
    expect((await today()).data[0]).toMatchObject({ type: 'signal', id: signal.id, bucket: 'at_risk' });
    hours(6);
    await api.host.fireTimer('sla');
    expect((await today()).data[0]).toMatchObject({
      type: 'signal',
      bucket: 'breached',
      score: 100,
      tier: 'high',
      why: { urgency: 100, value: 0, stage: 0 },
    });
    hours(80);
    await api.host.fireTimer('sla');
    const rows = (await today()).data;
    expect(rows.map((row) => `${row.type} ${row.bucket}`)).toEqual([
      'pursuit breached',
      'signal breached',
      'candidate next',
    ]);
    expect(rows.at(-1)?.id).toBe(candidate.id);
  });

  it('ranks by the defaults what the organisation has not set, also where time alone changes a row', async () => {
    freshOrg();
    await ann.get('/api/me');
    await api.engine
      .reader({ kind: 'system' }, { count: 0 })
      .updateTable('org')
      .set({ settings: JSON.stringify({ gatePreset: 'colour-team' }) })
      .where('orgKey', '=', `today-${org}`)
      .execute();
    await newSignal(ann);
    hours(30);
    await api.host.fireTimer('sla');
    expect((await today()).data).toMatchObject([{ bucket: 'breached', score: 100, tier: 'high' }]);
  });

  it('has what is due later today in a bucket of its own', async () => {
    freshOrg();
    const { id } = await newPursuit(ann);
    const end = new Date(api.clock.now());
    end.setUTCHours(23, 59, 59, 999);
    await ann.patch(`/api/pursuits/${id}`, { dueAt: end.toISOString() }, { 'If-Match': '"2"' });
    expect((await today('?bucket=due_today')).data).toMatchObject([{ id, why: { urgency: 50 } }]);
    expect((await today('?bucket=next|breached')).data).toEqual([]);
  });

  it('replaces the proposal clock by the response clock at submission, and forgets closed pursuits', async () => {
    freshOrg();
    const { id } = await submittedPursuit(ann, api.as({ org: `today-${org}`, sub: 'bob', roles: ['member'] }), true);
    hours(90);
    await api.host.fireTimer('sla');
    expect((await today()).data).toMatchObject([{ id, state: 'submit', bucket: 'at_risk' }]);
    await ann.post(`/api/pursuits/${id}/won`);
    expect((await today()).data).toEqual([]);
  });

  it('pages in its order without gap or double, and filters by tier, type, owner and tag', async () => {
    freshOrg();
    for (const valueBand of ['low', 'high', 'medium', null, 'high']) {
      await triagedCandidate(ann, { valueBand, tags: valueBand === 'high' ? ['big'] : [], owner: 'ann' });
    }
    await newSignal(ann);
    const seen: Row[] = [];
    let cursor: string | null = null;
    do {
      const page: List = await today(`?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.data);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen.map((row) => row.score)).toEqual([60, 60, 45, 35, 30, 20]);
    expect(new Set(seen.map((row) => `${row.type} ${row.id}`)).size).toBe(6);
    expect((await today('?tag=big')).data).toHaveLength(2);
    expect((await today('?tier=medium')).data).toHaveLength(2);
    expect((await today('?type=signal|pursuit')).data).toHaveLength(1);
    const own = (await today('?owner=me')).data;
    expect(own.map((row) => row.ownerOpenItems)).toEqual([5, 5, 5, 5, 5]);
  });
});
