import { channel } from 'node:diagnostics_channel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '../../../functions/http/all.ts';
import type { Caller } from '../caller.ts';
import { startApi, type Api } from '../harness.ts';
import { completeGate, itemsOf, newPursuit, newSignal, submittedPursuit, triagedCandidate } from './journey.ts';
import { writeCalls } from '../properties/write-calls.ts';
import { roundTrips } from './round-trips.ts';

let api: Api;
let ann: Caller;
let bob: Caller;
const counted = new Map<string, number>();
const watch = (message: unknown): void => {
  const { name, roundTrips: trips } = message as { name: string; roundTrips: number };
  counted.set(name, trips);
};

beforeAll(async () => {
  api = await startApi();
  ann = api.as({ sub: 'ann', roles: ['admin'] });
  bob = api.as({ sub: 'bob', roles: ['admin'] });
  await Promise.all([ann.get('/api/me'), bob.get('/api/me')]);
  channel('flowledger:request').subscribe(watch);
});
afterAll(async () => {
  channel('flowledger:request').unsubscribe(watch);
  await api.stop();
});

/** Calls one endpoint and gives the statements that it sent, BEGIN and COMMIT in the figure as they travel. */
async function tripsOf(name: string, call: Promise<{ status: number; body: unknown }>): Promise<number> {
  const { status, body } = await call;
  expect(status, JSON.stringify(body)).toBeLessThan(300);
  return counted.get(name) ?? Number.NaN;
}

const key = (name: string): Record<string, string> => ({ 'Idempotency-Key': `${name}-${Math.random()}` });

describe('round trips to the database', () => {
  it('are as the table says, for every endpoint', async () => {
    const signal = await newSignal(ann);
    const other = await newSignal(ann);
    const candidate = await triagedCandidate(ann);
    const pursuit = await newPursuit(ann);
    const { id } = pursuit;
    const { body: proposals } = await ann.get<{ data: { id: number }[] }>(`/api/pursuits/${id}/proposals`);
    const proposalId = proposals.data[0]?.id;
    const match = (version: number): Record<string, string> => ({ 'If-Match': `"${version}"` });
    const figures: Record<string, number> = {};
    const note = async (name: string, call: Promise<{ status: number; body: unknown }>): Promise<void> => {
      figures[name] = await tripsOf(name, call);
    };
    const [firstItem] = await itemsOf(ann, id, 'pink');
    const itemPath = `/api/pursuits/${id}/checklist/${firstItem?.id}`;
    const plain = { sourceType: 'form', snippet: 'x' };

    await note('signals-list', ann.get('/api/signals?status=open|linked'));
    await note('signals-get', ann.get(`/api/signals/${signal.id}`));
    await note('signals-create', ann.post('/api/signals', { ...plain, contactEmail: 'a@b.co' }, key('a')));
    await note(
      'signals-bulk',
      ann.post('/api/signals/bulk', { items: Array.from({ length: 100 }, () => plain) }, key('b')),
    );
    await note(
      'signals-update',
      ann.patch(`/api/signals/${signal.id}`, { owner: 'ann' }, { ...match(1), ...key('c') }),
    );
    await note('signals-dismiss', ann.post(`/api/signals/${signal.id}/dismiss`, { reason: 'spam' }, key('d')));
    await note('signals-delete', ann.delete(`/api/signals/${signal.id}`, undefined, { ...match(3), ...key('e') }));
    await note('candidates-list', ann.get('/api/candidates?status=new|triaged|nurture'));
    await note('candidates-get', ann.get(`/api/candidates/${candidate.id}`));
    const linked = await newSignal(ann);
    await note('candidates-create', ann.post('/api/candidates', { title: 'T', signalIds: [linked.id] }, key('f')));
    await note(
      'candidates-update',
      ann.patch(`/api/candidates/${candidate.id}`, { title: 'U' }, { ...match(2), ...key('g') }),
    );
    await note(
      'candidates-link-signals',
      ann.post(`/api/candidates/${candidate.id}/signals`, { signalIds: [other.id] }, key('h')),
    );
    await note(
      'candidates-status',
      ann.post(`/api/candidates/${candidate.id}/status`, { status: 'nurture' }, key('i')),
    );
    await note('candidates-promote', ann.post(`/api/candidates/${candidate.id}/promote`, undefined, key('j')));
    const doomed = await triagedCandidate(ann, { signalIds: [(await newSignal(ann)).id] });
    await note(
      'candidates-delete',
      ann.delete(`/api/candidates/${doomed.id}`, undefined, { ...match(2), ...key('k') }),
    );
    await note('pursuits-list', ann.get('/api/pursuits?stage=qual|pink|red|submit'));
    await note('pursuits-get', ann.get(`/api/pursuits/${id}`));
    await note(
      'pursuits-update',
      ann.patch(`/api/pursuits/${id}`, { winProbability: 0.5 }, { ...match(2), ...key('l') }),
    );
    await note('pursuits-transitions', ann.get(`/api/pursuits/${id}/transitions`));
    await note('pursuits-stage', ann.post(`/api/pursuits/${id}/stage`, { stage: 'pink' }, key('m')));
    await note('checklists-get', ann.get(`/api/pursuits/${id}/checklist`));
    await note('checklists-item', ann.get(itemPath));
    await note('checklists-complete', bob.post(`${itemPath}/complete`, undefined, key('n')));
    await note('checklists-reopen', bob.post(`${itemPath}/reopen`, undefined, key('o')));
    await note('proposals-list', ann.get(`/api/pursuits/${id}/proposals`));
    await note('proposals-get', ann.get(`/api/proposals/${proposalId}`));
    const sections = [{ heading: 'A', body: 'B' }];
    await note('proposals-create', ann.post(`/api/pursuits/${id}/proposals`, { sections }, key('p')));
    await ann.post(`/api/pursuits/${id}/stage`, { stage: 'red' });
    await completeGate(bob, id, 'pink');
    await note('pursuits-submit', ann.post(`/api/pursuits/${id}/submit`, undefined, key('q')));
    await note('proposals-send', ann.post(`/api/proposals/${proposalId}/send`, { recipients: ['a@b.co'] }, key('r')));
    await completeGate(bob, id, 'red');
    await note('pursuits-won', ann.post(`/api/pursuits/${id}/won`, undefined, key('s')));
    const toLose = await submittedPursuit(ann, bob, true);
    await note('pursuits-lost', ann.post(`/api/pursuits/${toLose.id}/lost`, { category: 'fit' }, key('t')));
    const noBid = await newPursuit(ann);
    await note('pursuits-no-bid', ann.post(`/api/pursuits/${noBid.id}/no-bid`, undefined, key('u')));
    await api.host.fireTimer('outbox');
    await note('engagements-list', ann.get('/api/engagements'));
    await note('engagements-get', ann.get('/api/engagements/1'));
    await note('workstream-today', ann.get('/api/workstream/today'));
    await note('workstream-stats', ann.get('/api/workstream/stats'));
    await note('sla-rules-list', ann.get('/api/sla/rules'));
    await note('sla-rules-get', ann.get('/api/sla/rules/1'));
    const rule = { targetSeconds: 3600, warnPercent: 50, active: true };
    await note('sla-rules-update', ann.put('/api/sla/rules/1', rule, { ...match(1), ...key('v') }));
    await note('sla-breaches-list', ann.get('/api/sla/breaches'));
    await note('events-list', ann.get('/api/events'));
    await note('signals-timeline', ann.get(`/api/signals/${other.id}/timeline`));
    await note('candidates-timeline', ann.get(`/api/candidates/${candidate.id}/timeline`));
    await note('pursuits-timeline', ann.get(`/api/pursuits/${id}/timeline`));
    const { orgId } = await api.engine
      .reader({ kind: 'system' }, { count: 0 })
      .selectFrom('org')
      .select('orgId')
      .executeTakeFirstOrThrow();
    const replay = await writeCalls['dead-letters-replay']?.({ ann, bob, engine: api.engine, orgId });
    const letter = replay?.path ?? '';
    await note('dead-letters-list', ann.get('/api/outbox/dead-letters'));
    await note('dead-letters-get', ann.get(letter.replace('/replay', '')));
    await note('dead-letter-groups-list', ann.get('/api/outbox/dead-letter-groups'));
    await note('dead-letters-replay', ann.post(letter, undefined, key('w')));
    await note('platform-me', ann.get('/api/me'));
    expect(figures).toEqual(roundTrips);
  });

  it('are at most ten for a move without a key whose clock is late, noticed by the sweep or not', async () => {
    const figures: Record<string, number> = {};
    for (const noticed of [false, true]) {
      const pass = async (seconds: number): Promise<void> => {
        api.clock.advance(seconds + (noticed ? 300 : 30));
        if (noticed) await api.host.fireTimer('sla');
      };
      const { id } = await newPursuit(ann);
      await ann.post(`/api/pursuits/${id}/stage`, { stage: 'pink' });
      await ann.post(`/api/pursuits/${id}/stage`, { stage: 'red' });
      await completeGate(bob, id, 'pink');
      await completeGate(bob, id, 'red');
      await pass(72 * 3600);
      figures[`submit, ${noticed}`] = await tripsOf('pursuits-submit', ann.post(`/api/pursuits/${id}/submit`));
      await pass(96 * 3600);
      figures[`won, ${noticed}`] = await tripsOf('pursuits-won', ann.post(`/api/pursuits/${id}/won`));
      const unwanted = await newPursuit(ann);
      await pass(72 * 3600);
      const noBid = ann.post(`/api/pursuits/${unwanted.id}/no-bid`);
      figures[`no-bid, ${noticed}`] = await tripsOf('pursuits-no-bid', noBid);
    }
    expect(figures).toEqual({
      'submit, false': 10,
      'won, false': 9,
      'no-bid, false': 8,
      'submit, true': 10,
      'won, true': 9,
      'no-bid, true': 8,
    });
  });

  it('are at most one for every read but the statistics, and at most ten for every move of a pursuit', () => {
    const reads = endpoints.filter((record) => record.access === 'read' && record.name !== 'workstream-stats');
    for (const { name } of reads) expect(roundTrips[name], name).toBeLessThanOrEqual(1);
    const moves = ['stage', 'submit', 'won', 'lost', 'no-bid'].map((name) => `pursuits-${name}`);
    for (const name of moves) expect(roundTrips[name], name).toBeLessThanOrEqual(10);
  });

  it('have a row in the table for every endpoint of an organisation', () => {
    const names = endpoints.filter((record) => record.access !== 'public').map((record) => record.name);
    expect(names.sort()).toEqual(Object.keys(roundTrips).sort());
  });
});
