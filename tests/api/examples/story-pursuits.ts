import { expect } from 'vitest';
import type { Api } from '../harness.ts';
import type { Storyteller, Told } from './storyteller.ts';

interface Item extends Told {
  readonly gate: string;
}

const sections = [
  { heading: 'Scope', body: 'An interface between shop and ledger.' },
  { heading: 'Price', body: '12,500.50 EUR' },
];
/** Whoever completes what the author of a proposal must not. */
const bob = { sub: 'bob', name: 'Bob' };

/** From the promotion of `candidate` to the engagement, and the two other ends that a pursuit may have. */
export async function tellPursuits(api: Api, teller: Storyteller, candidate: Told): Promise<void> {
  const { tell, refuse } = teller;
  const forecast = { forecastValue: 12_500.5, currency: 'EUR' };
  const promote = { params: { id: candidate.id }, body: forecast };
  const { id } = await tell('candidates-promote', { ...promote, name: 'new', status: 201 });
  await tell('candidates-promote', { ...promote, name: 'known', summary: 'Asked again', status: 200 });
  expect(await api.host.fireTimer('outbox')).toMatchObject({ ok: true });
  const proposal = await tell('proposals-create', { params: { id }, body: { title: 'Second offer', sections } });
  await tell('proposals-get', { params: { id: proposal.id } });
  await tell('proposals-list', { params: { id } });
  const pursuit = await tell('pursuits-get', { params: { id } });
  await tell('pursuits-update', {
    params: { id },
    headers: { 'If-Match': `"${pursuit.version}"` },
    body: { winProbability: 0.6, captureLead: 'ann' },
  });
  await tell('pursuits-stage', {
    name: 'pink',
    summary: 'To the first review',
    params: { id },
    body: { stage: 'pink' },
  });
  await tell('pursuits-stage', { name: 'red', summary: 'To the last review', params: { id }, body: { stage: 'red' } });
  await tell('pursuits-transitions', { params: { id } });
  await refuse('gate_blocked', 'pursuits-submit', { params: { id } });
  await tellChecklist(teller, id);
  await completeGate(api, id, 'pink');
  await tell('pursuits-submit', { params: { id }, body: { proposalId: proposal.id } });
  await tell('proposals-send', {
    params: { id: await newestProposal(api, await anotherPursuit(api, 'Sent by itself')) },
    body: { recipients: ['erika@example.com'] },
  });
  await completeGate(api, id, 'red');
  await tell('pursuits-won', { params: { id }, body: {} });
  await tell('pursuits-timeline', { params: { id }, query: { limit: 3 } });
  await tell('pursuits-list', { query: { stage: 'qual|pink|red|submit', limit: 1 } });
  await tellOtherEnds(api, teller);
  expect(await api.host.fireTimer('outbox')).toMatchObject({ ok: true });
  const page = await tell<{ data: Told[] }>('engagements-list', { query: { pursuitId: id } });
  await tell('engagements-get', { params: { id: page.data[0]?.id ?? 0 } });
}

async function tellChecklist({ tell, refuse }: Storyteller, id: number): Promise<void> {
  const { items } = await tell<{ items: Item[] }>('checklists-get', { params: { id } });
  const params = { id, itemId: items.find(({ gate }) => gate === 'pink')?.id ?? 0 };
  await tell('checklists-complete', { as: bob, params, body: { evidence: 'Minutes of the review' } });
  await refuse('conflict', 'checklists-complete', { as: bob, params, body: {} });
  await tell('checklists-item', { params });
  await tell('checklists-reopen', { as: bob, params });
}

async function tellOtherEnds(api: Api, { tell }: Storyteller): Promise<void> {
  const lost = await anotherPursuit(api, 'Lost in the end');
  const reviewer = api.as({ org: 'example', ...bob });
  for (const stage of ['pink', 'red', 'submit']) {
    await reviewer.post(`/api/pursuits/${lost}/stage`, {
      stage,
      ...(stage === 'submit' ? { overrideReason: 'No time' } : {}),
    });
  }
  await tell('pursuits-lost', {
    params: { id: lost },
    body: { category: 'budget', text: 'Cut in spring', overrideReason: 'Nothing left to review' },
  });
  await tell('pursuits-no-bid', { params: { id: await anotherPursuit(api, 'Not for us') }, body: {} });
}

/** A pursuit with a proposal, of which nothing is shown. */
async function anotherPursuit(api: Api, title: string): Promise<number> {
  const ann = api.as({ org: 'example' });
  const { body: candidate } = await ann.post<Told>('/api/candidates', { title });
  await ann.post(`/api/candidates/${candidate.id}/status`, { status: 'triaged' });
  const { body: pursuit } = await ann.post<Told>(`/api/candidates/${candidate.id}/promote`);
  await ann.post(`/api/pursuits/${pursuit.id}/proposals`, { sections });
  return pursuit.id;
}

async function newestProposal(api: Api, pursuitId: number): Promise<number> {
  const { body } = await api.as({ org: 'example' }).get<{ data: Told[] }>(`/api/pursuits/${pursuitId}/proposals`);
  return body.data[0]?.id ?? 0;
}

async function completeGate(api: Api, pursuitId: number, gate: string): Promise<void> {
  const reviewer = api.as({ org: 'example', ...bob });
  const { body } = await reviewer.get<{ items: Item[] }>(`/api/pursuits/${pursuitId}/checklist`);
  for (const item of body.items.filter((one) => one.gate === gate)) {
    await reviewer.post(`/api/pursuits/${pursuitId}/checklist/${item.id}/complete`, {
      evidence: 'Minutes of the review',
    });
  }
}
