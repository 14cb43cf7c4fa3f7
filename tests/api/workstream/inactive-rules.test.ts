import { channel } from 'node:diagnostics_channel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../caller.ts';
import { startApi, type Api } from '../harness.ts';
import { newPursuit, newSignal } from './journey.ts';

let api: Api;
let ann: Caller;
let rival: Caller;
let org = 0;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

interface Rule {
  readonly id: number;
  readonly metric: string;
  readonly version: number;
  readonly targetSeconds: number;
  readonly warnPercent: number;
}
interface Row {
  readonly recordId: number;
  readonly metric: string;
  readonly resolvedAt: string | null;
}
interface List<T> {
  readonly data: T[];
}

/** Two organisations of its own for each test. */
function freshOrgs(): void {
  org += 1;
  ann = api.as({ org: `rules-${org}`, sub: 'ann', roles: ['manager'] });
  rival = api.as({ org: `rival-${org}`, sub: 'eve', roles: ['manager'] });
}

async function setActive(metric: string, active: boolean, query = ''): Promise<{ status: number; body: unknown }> {
  const { body } = await ann.get<List<Rule>>('/api/sla/rules');
  const rule = body.data.find((one) => one.metric === metric);
  if (rule === undefined) throw new Error(`No rule for ${metric}.`);
  const { id, version, targetSeconds, warnPercent } = rule;
  const path = `/api/sla/rules/${id}${query}`;
  const answer = await ann.put(path, { targetSeconds, warnPercent, active }, { 'If-Match': `"${version}"` });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer;
}
const breaches = async (caller: Caller): Promise<Row[]> => (await caller.get<List<Row>>('/api/sla/breaches')).body.data;
const buckets = async (caller: Caller): Promise<Record<string, string>> => {
  const { body } = await caller.get<List<{ type: string; id: number; bucket: string }>>('/api/workstream/today');
  return Object.fromEntries(body.data.map((row) => [`${row.type} ${row.id}`, row.bucket]));
};
const events = async (id: number): Promise<string[]> =>
  (await ann.get<List<{ type: string }>>(`/api/signals/${id}/timeline`)).body.data.map((event) => event.type);
async function after(hours: number): Promise<void> {
  api.clock.advance(hours * 3600);
  await api.host.fireTimer('sla');
}

describe('a deactivated rule', () => {
  it('closes its clocks: nothing breaches later, and the panel says so', async () => {
    freshOrgs();
    const { id } = await newSignal(ann);
    await setActive('triage', false);
    await after(30);
    expect(await breaches(ann)).toEqual([]);
    expect(await buckets(ann)).toEqual({ [`signal ${id}`]: 'next' });
    expect(await events(id)).toEqual(['signal.created']);
  });

  it('resolves the breaches that were open, with their events, and leaves the version of the record', async () => {
    freshOrgs();
    const { id } = await newSignal(ann);
    await after(30);
    expect(await breaches(ann)).toMatchObject([{ recordId: id, resolvedAt: null }]);
    expect(await buckets(ann)).toEqual({ [`signal ${id}`]: 'breached' });
    await setActive('triage', false);
    await after(0);
    expect(await breaches(ann)).toMatchObject([{ recordId: id, resolvedAt: expect.any(String) }]);
    expect(await buckets(ann)).toEqual({ [`signal ${id}`]: 'next' });
    const timeline = await events(id);
    expect(timeline.toSorted()).toEqual(['signal.created', 'sla.breached', 'sla.resolved', 'sla.warned']);
    // The stream of the record goes on where it was.
    const touched = await ann.patch(`/api/signals/${id}`, { owner: 'ann' }, { 'If-Match': '"1"' });
    expect(touched.status).toBe(200);
  });

  it('records a breach that nobody had noticed yet, ended at once', async () => {
    freshOrgs();
    const { id } = await newSignal(ann);
    api.clock.advance(30 * 3600);
    await setActive('triage', false);
    expect(await breaches(ann)).toMatchObject([{ recordId: id, resolvedAt: expect.any(String) }]);
    await after(0);
    expect(await breaches(ann)).toHaveLength(1);
  });

  it('leaves the clocks of other rules and organisations alone', async () => {
    freshOrgs();
    const own = await newSignal(ann);
    const pursuit = await newPursuit(ann);
    const foreign = await newSignal(rival);
    await setActive('triage', false);
    await after(80);
    expect(await breaches(ann)).toMatchObject([{ recordId: pursuit.id, metric: 'proposal', resolvedAt: null }]);
    expect(await buckets(ann)).toEqual({ [`signal ${own.id}`]: 'next', [`pursuit ${pursuit.id}`]: 'breached' });
    expect(await breaches(rival)).toMatchObject([{ recordId: foreign.id, metric: 'triage', resolvedAt: null }]);
    expect(await buckets(rival)).toEqual({ [`signal ${foreign.id}`]: 'breached' });
  });

  it('starts none again for old records when it is active again, and does for new ones', async () => {
    freshOrgs();
    const old = await newSignal(ann);
    await setActive('triage', false);
    await newSignal(ann);
    await setActive('triage', true);
    const fresh = await newSignal(ann);
    await after(30);
    expect((await breaches(ann)).map((breach) => breach.recordId)).toEqual([fresh.id]);
    expect((await buckets(ann))[`signal ${old.id}`]).toBe('next');
  });

  it('closes nothing in a dry run', async () => {
    freshOrgs();
    const { id } = await newSignal(ann);
    await after(30);
    await setActive('triage', false, '?dryRun=true');
    await after(0);
    expect(await breaches(ann)).toMatchObject([{ recordId: id, resolvedAt: null }]);
    expect(await buckets(ann)).toEqual({ [`signal ${id}`]: 'breached' });
  });

  it('costs as many round trips for many clocks as for one', async () => {
    const trips: number[] = [];
    const watch = (message: unknown): void => {
      const { name, roundTrips } = message as { name: string; roundTrips: number };
      if (name === 'sla-rules-update') trips.push(roundTrips);
    };
    channel('flowledger:request').subscribe(watch);
    for (const count of [1, 40]) {
      freshOrgs();
      const items = Array.from({ length: count }, () => ({ sourceType: 'form', snippet: 'x' }));
      await ann.post('/api/signals/bulk', { items });
      await after(30);
      await setActive('triage', false);
      expect((await breaches(ann)).filter((breach) => breach.resolvedAt === null)).toEqual([]);
    }
    channel('flowledger:request').unsubscribe(watch);
    // Four of any change; six more: records, clocks, breaches, sequences, panel (2).
    expect(trips).toEqual([10, 10]);
  });
});
