import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provisionOrg } from '../../../shared/workstream/organisation/provision.ts';
import type { Caller } from '../caller.ts';
import { startApi, type Api } from '../harness.ts';
import { completeGate, itemsOf, moveTo, newPursuit } from './journey.ts';

let api: Api;
let ann: Caller;
let bob: Caller;
let cleo: Caller;
beforeAll(async () => {
  api = await startApi();
  await provisionOrg(api.engine, api.clock, { key: 'colours', name: 'Colours' });
  await set('org', { settings: JSON.stringify({ gatePreset: 'colour-team', goldThreshold: 1000 }) });
  // One advisory item, and one that takes evidence, in templates of which the defaults have neither.
  await set('gateTemplateItem', { required: false }, 'win-themes-agreed');
  await set('gateTemplateItem', { evidenceRequired: true }, 'capacity-confirmed');
  ann = api.as({ org: 'colours', sub: 'ann', roles: ['member'] });
  bob = api.as({ org: 'colours', sub: 'bob', roles: ['member'] });
  cleo = api.as({ org: 'colours', sub: 'cleo', roles: ['manager'] });
});
afterAll(() => api.stop());

async function set(table: 'org' | 'gateTemplateItem', values: object, itemKey?: string): Promise<void> {
  const update = api.engine.reader({ kind: 'system' }, { count: 0 }).updateTable(table).set(values);
  await (itemKey === undefined ? update : update.where('itemKey', '=', itemKey)).execute();
}

interface Refusal {
  readonly code: string;
  readonly blockers?: readonly { readonly gate: string; readonly itemKey: string }[];
}
const gatesOf = ({ blockers = [] }: Refusal): string[] => [...new Set(blockers.map(({ gate }) => gate))];

describe('an organisation of the colour-team preset', () => {
  it('needs pink before red, and pink, red and gold before a submission above the threshold', async () => {
    const id = await pursuitOf(5000);
    await moveTo(ann, id, 'pink');
    const red = await ann.post<Refusal>(`/api/pursuits/${id}/stage`, { stage: 'red' });
    expect(red).toMatchObject({ status: 409, body: { code: 'gate_blocked' } });
    expect(gatesOf(red.body)).toEqual(['pink']);
    await completeRequired(bob, id, 'pink');
    await moveTo(ann, id, 'red');
    const submit = await ann.post<Refusal>(`/api/pursuits/${id}/submit`);
    expect(submit.status).toBe(409);
    expect(gatesOf(submit.body).toSorted()).toEqual(['gold', 'red']);
    await completeGate(bob, id, 'red');
    await completeGate(cleo, id, 'gold');
    expect((await ann.post(`/api/pursuits/${id}/submit`)).status).toBe(200);
    // Losing is never held.
    expect((await ann.post(`/api/pursuits/${id}/lost`, { category: 'fit' })).status).toBe(200);
  });

  it('needs no gold up to the threshold', async () => {
    const id = await pursuitOf(1000);
    await moveTo(ann, id, 'pink');
    await completeGate(bob, id, 'pink');
    await moveTo(ann, id, 'red');
    await completeGate(bob, id, 'red');
    expect((await ann.post(`/api/pursuits/${id}/submit`)).status).toBe(200);
  });

  it('lets an item be cleared by its verifier role only, and with evidence where it takes some', async () => {
    const id = await pursuitOf(5000);
    const gold = await itemsOf(ann, id, 'gold');
    const path = (key: string): string =>
      `/api/pursuits/${id}/checklist/${String(gold.find((item) => item.key === key)?.id)}/complete`;
    expect(await bob.post(path('price-approved'))).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect((await cleo.post(path('price-approved'))).status).toBe(200);
    expect(await bob.post(path('capacity-confirmed'))).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/evidence' }] },
    });
    expect((await bob.post(path('capacity-confirmed'), { evidence: 'plan v2' })).status).toBe(200);
  });
});

async function pursuitOf(forecastValue: number): Promise<number> {
  const { id } = await newPursuit(ann);
  const { headers } = await ann.get(`/api/pursuits/${id}`);
  const match = { 'If-Match': headers.get('etag') ?? '' };
  const { status } = await ann.patch(`/api/pursuits/${id}`, { forecastValue, currency: 'EUR' }, match);
  expect(status).toBe(200);
  return id;
}

/** Completes what the gate demands, and leaves what it only advises. */
async function completeRequired(caller: Caller, id: number, gate: string): Promise<void> {
  for (const item of await itemsOf(caller, id, gate)) {
    if (item.key === 'win-themes-agreed') continue;
    const { status } = await caller.post(`/api/pursuits/${id}/checklist/${item.id}/complete`, { evidence: 'seen' });
    expect(status).toBe(200);
  }
}
