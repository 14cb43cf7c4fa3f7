import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../caller.ts';
import { startApi, type Api } from '../harness.ts';
import { completeGate, itemsOf, moveTo, newPursuit, newSignal, submittedPursuit, triagedCandidate } from './journey.ts';

let api: Api;
let ann: Caller;
let bob: Caller;
beforeAll(async () => {
  api = await startApi();
  ann = api.as({ sub: 'ann', roles: ['member'] });
  bob = api.as({ sub: 'bob', roles: ['manager'] });
});
afterAll(() => api.stop());

interface Record_ {
  readonly id: number;
  readonly stage: string;
  readonly version: number;
}
interface List<T> {
  readonly data: T[];
}
interface Problem {
  readonly code: string;
  readonly blockers?: { gate: string; itemKey: string; kind: string }[];
}

describe('the way from a raw lead to an engagement', () => {
  it('goes signal → candidate → promote → pink → submit → red → won → engagement', async () => {
    const signal = await newSignal(ann, { contactEmail: 'Buyer@Example.com', urgencyScore: 0 });
    const { body: candidate } = await ann.post<Record_>('/api/candidates', {
      title: 'Replace the old CRM 🚀',
      valueBand: 'high',
      owner: 'ann',
      signalIds: [signal.id],
    });
    expect((await ann.get<{ status: string }>(`/api/signals/${signal.id}`)).body.status).toBe('linked');
    await ann.post(`/api/candidates/${candidate.id}/status`, { status: 'triaged' });
    const promoted = await ann.post<Record_>(`/api/candidates/${candidate.id}/promote`, {
      forecastValue: 12_500.5,
      currency: 'EUR',
    });
    expect(promoted.status).toBe(201);
    const { id } = promoted.body;
    expect(await api.host.fireTimer('outbox')).toMatchObject({ ok: true });
    const { body: proposals } = await ann.get<List<{ versionNo: number; status: string }>>(
      `/api/pursuits/${id}/proposals`,
    );
    expect(proposals.data).toMatchObject([{ versionNo: 1, status: 'draft' }]);

    await ann.post(`/api/pursuits/${id}/stage`, { stage: 'pink' });
    await ann.post(`/api/pursuits/${id}/stage`, { stage: 'red' });
    const early = await ann.post<Problem>(`/api/pursuits/${id}/submit`, {});
    expect(early).toMatchObject({ status: 409, body: { code: 'gate_blocked' } });
    expect(early.body.blockers).toHaveLength(5);
    await completeGate(ann, id, 'pink');
    const submitted = await ann.post<Record_>(`/api/pursuits/${id}/submit`, { recipients: ['buyer@example.com'] });
    expect(submitted).toMatchObject({ status: 200, body: { stage: 'submit' } });

    expect((await ann.post(`/api/pursuits/${id}/won`)).status).toBe(409);
    await completeGate(ann, id, 'red');
    const won = await ann.post<Record_>(`/api/pursuits/${id}/won`);
    expect(won).toMatchObject({ status: 200, body: { stage: 'won', gateOverridden: false } });
    await api.host.fireTimer('outbox');
    const { body: engagements } = await ann.get<List<object>>(`/api/engagements?pursuitId=${id}`);
    expect(engagements.data).toMatchObject([{ pursuitId: id, contractValue: 12_500.5, currency: 'EUR', owner: 'ann' }]);

    const { body: timeline } = await ann.get<List<{ type: string }>>(`/api/pursuits/${id}/timeline`);
    expect(timeline.data[0]?.type).toBe('pursuit.won');
    expect(timeline.data.at(-1)?.type).toBe('pursuit.created');
    const { body: today } = await ann.get<List<{ id: number; type: string }>>('/api/workstream/today?owner=me');
    expect(today.data).toEqual([]);
    const { body: stats } = await ann.get<{ winRate: object; signals: object }>('/api/workstream/stats');
    expect(stats).toMatchObject({ winRate: { won: 1, lost: 0, rate: 1 }, signals: { open: 0, linked: 1 } });
  });
});

describe('a gate', () => {
  it('holds on every call, and explains itself with the same blockers', async () => {
    const { id } = await submittedPursuit(ann, bob, false);
    const dedicated = await ann.post<Problem>(`/api/pursuits/${id}/lost`, { category: 'budget' });
    const general = await ann.post<Problem>(`/api/pursuits/${id}/stage`, {
      stage: 'lost',
      lost: { category: 'budget' },
    });
    const { body } = await ann.get<{ transitions: { to: string; blockers: object[] }[] }>(
      `/api/pursuits/${id}/transitions`,
    );
    expect([dedicated.status, general.status]).toEqual([409, 409]);
    expect(general.body.blockers).toEqual(dedicated.body.blockers);
    expect(body.transitions.find((way) => way.to === 'lost')?.blockers).toEqual(dedicated.body.blockers);
  });

  it('is told together with what no gate can cure, so that whoever clears the one does not meet the other next', async () => {
    const candidate = await triagedCandidate(ann);
    const { body: pursuit } = await ann.post<{ id: number }>(`/api/candidates/${candidate.id}/promote`);
    await moveTo(ann, pursuit.id, 'pink');
    await moveTo(ann, pursuit.id, 'red');
    const submit = await ann.post<Problem>(`/api/pursuits/${pursuit.id}/submit`);
    const { body } = await ann.get<{ transitions: { to: string; blockers: { kind: string }[] }[] }>(
      `/api/pursuits/${pursuit.id}/transitions`,
    );
    const told = body.transitions.find((way) => way.to === 'submit')?.blockers ?? [];
    expect(told.map(({ kind }) => kind)).toEqual(['proposal_missing', ...Array<string>(5).fill('checklist_item')]);
    expect(submit.status).toBe(409);
    expect(submit.body.blockers).toEqual(told);
  });

  it('is overridden by a manager with a reason only, and that is an event of its own', async () => {
    const { id } = await submittedPursuit(ann, bob, false);
    expect((await ann.post(`/api/pursuits/${id}/won`, { overrideReason: 'please' })).status).toBe(403);
    expect((await bob.post(`/api/pursuits/${id}/won`, { overrideReason: '   ' })).status).toBe(400);
    const won = await bob.post(`/api/pursuits/${id}/won`, { overrideReason: 'signed on paper' });
    expect(won).toMatchObject({ status: 200, body: { stage: 'won', gateOverridden: true } });
    const { body } = await bob.get<List<{ type: string; payload: object }>>(`/api/pursuits/${id}/timeline`);
    expect(body.data.slice(0, 2).map((event) => event.type)).toEqual(['pursuit.won', 'gate.overridden']);
    expect(body.data[1]?.payload).toMatchObject({ reason: 'signed on paper' });
  });

  it('closes again when an item is reopened', async () => {
    const { id } = await newPursuit(ann);
    await ann.post(`/api/pursuits/${id}/stage`, { stage: 'pink' });
    await ann.post(`/api/pursuits/${id}/stage`, { stage: 'red' });
    await completeGate(ann, id, 'pink');
    const [item] = await itemsOf(ann, id, 'pink');
    expect((await ann.post(`/api/pursuits/${id}/checklist/${item?.id}/reopen`)).status).toBe(200);
    const answer = await ann.post<Problem>(`/api/pursuits/${id}/submit`);
    expect(answer.body.blockers).toMatchObject([{ kind: 'checklist_item', gate: 'pink', itemKey: item?.key }]);
  });

  it('does not let the author of the proposal verify what somebody else must', async () => {
    const { id } = await newPursuit(ann);
    const items = await itemsOf(ann, id, 'red');
    const item = items.find(({ key }) => key === 'scored-independently');
    const path = `/api/pursuits/${id}/checklist/${item?.id}/complete`;
    expect(await ann.post(path)).toMatchObject({ status: 409, body: { code: 'conflict' } });
    for (const stage of ['pink', 'red']) await moveTo(ann, id, stage);
    await completeGate(ann, id, 'pink');
    await moveTo(ann, id, 'submit');
    const refused = await ann.post<Problem>(`/api/pursuits/${id}/won`);
    const named = (key: string) => refused.body.blockers?.find(({ itemKey }) => itemKey === key);
    expect(named('scored-independently')).toMatchObject({
      notBy: 'ann',
      clearableBy: expect.arrayContaining(['member']),
    });
    expect(named('claims-substantiated')).not.toHaveProperty('notBy');
    expect(await bob.post(path)).toMatchObject({ status: 200, body: { completedBy: 'bob' } });
  });
});
