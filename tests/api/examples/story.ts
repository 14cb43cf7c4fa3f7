import type { Api } from '../harness.ts';
import type { Storyteller, Told } from './storyteller.ts';
import { tellOperations } from './story-operations.ts';
import { tellPursuits } from './story-pursuits.ts';

interface Page {
  readonly data: readonly Told[];
}

const match = ({ version }: { version: number }): Record<string, string> => ({ 'If-Match': `"${version}"` });

/** The calls that the OpenAPI document shows, in an order in which they work: from the first signal of an organisation to its engagement. */
export async function tellStory(api: Api, teller: Storyteller): Promise<void> {
  const signal = await tellSignals(teller);
  const candidate = await tellCandidates(teller, signal);
  await tellPursuits(api, teller, candidate);
  await tellOperations(api, teller, signal);
  await tellRefusals(teller, candidate);
}

async function tellSignals({ tell }: Storyteller): Promise<Told> {
  const lead = {
    sourceType: 'form',
    sourceRef: 'contact form',
    problemPhrase: 'Our CRM loses orders',
    urgencyScore: 0.8,
    contactName: 'Erika Buyer',
    contactEmail: 'erika@example.com',
    companyName: 'Example Ltd',
    tags: ['crm'],
  };
  const signal = await tell('signals-create', { name: 'new', summary: 'A lead from a form', body: lead, status: 201 });
  await tell('signals-create', { name: 'known', summary: 'The same lead again', body: lead, status: 200 });
  const { results } = await tell<{ results: { signal: Told | null }[] }>('signals-bulk', {
    body: {
      items: [
        { sourceType: 'email', problemPhrase: 'Quotes take a week', contactEmail: 'otto@example.org' },
        { sourceType: 'call', problemPhrase: 'Needs a price list' },
        { sourceType: 'note', tags: ['crm', 'crm'] },
      ],
    },
  });
  const [second, third] = results.map((result) => result.signal ?? signal);
  await tell('signals-get', { params: { id: signal.id } });
  const patched = await tell('signals-update', {
    params: { id: signal.id },
    headers: match(signal),
    body: { owner: 'ann', solutionHint: 'Order interface' },
  });
  await tell('signals-list', { query: { status: 'open', limit: 2 } });
  await tell('signals-dismiss', { params: { id: second?.id ?? 0 }, body: { reason: 'Asked a competitor' } });
  await tell('signals-delete', { params: { id: third?.id ?? 0 }, headers: match({ version: 1 }), status: 204 });
  return patched;
}

async function tellCandidates({ tell, refuse }: Storyteller, signal: Told): Promise<Told> {
  const candidate = await tell('candidates-create', {
    body: { title: 'Order interface for Example Ltd', valueBand: 'high', owner: 'ann', signalIds: [signal.id] },
  });
  await tell('candidates-get', { params: { id: candidate.id } });
  const more = await tell('signals-create', {
    name: 'smallest',
    summary: 'What a signal needs at least',
    body: { sourceType: 'note' },
  });
  await tell('candidates-link-signals', { params: { id: candidate.id }, body: { signalIds: [more.id] } });
  await tell('candidates-list', { query: { owner: 'me', limit: 20 } });
  const doomed = await tell('candidates-create', {
    name: 'smallest',
    summary: 'What a candidate needs at least',
    body: { title: 'Price list' },
  });
  const changed = await tell('candidates-update', {
    params: { id: doomed.id },
    headers: match(doomed),
    body: { priority: 'low', nextStep: null },
  });
  await refuse('stale_etag', 'candidates-update', {
    params: { id: doomed.id },
    headers: match(doomed),
    body: { priority: 'high' },
  });
  await tell('candidates-delete', { params: { id: doomed.id }, headers: match(changed), status: 204 });
  await refuse('invalid_transition', 'candidates-promote', { params: { id: candidate.id } });
  await tell('candidates-status', { params: { id: candidate.id }, body: { status: 'triaged' } });
  await tell('candidates-timeline', { params: { id: candidate.id } });
  await tell<Page>('signals-timeline', { params: { id: signal.id }, query: { limit: 2 } });
  return candidate;
}

async function tellRefusals({ refuse, tell }: Storyteller, candidate: Told): Promise<void> {
  const id = candidate.id;
  const key = { 'Idempotency-Key': '0b1f6a52-7d1c-4b62-8a35-7f9c34c0a1de' };
  await tell('signals-create', { name: 'once', summary: 'Under a key', headers: key, body: { sourceType: 'ad' } });
  await refuse('idempotency_key_reused', 'signals-create', { headers: key, body: { sourceType: 'call' } });
  await refuse('invalid_input', 'signals-create', { body: { sourceType: 'pigeon', urgencyScore: 2, colour: 'red' } });
  await refuse('malformed_request', 'signals-create', { body: '{ "sourceType": ' });
  await refuse('unsupported_media_type', 'signals-create', { body: 'a', headers: { 'content-type': 'text/plain' } });
  await refuse('invalid_cursor', 'signals-list', { query: { cursor: 'AAAA' } });
  await refuse('not_found', 'signals-get', { params: { id: 4711 } });
  await refuse('if_match_required', 'candidates-update', { params: { id }, body: { priority: 'high' } });
  await refuse('forbidden', 'signals-create', { as: { roles: ['viewer'] }, body: { sourceType: 'form' } });
  await refuse('unauthenticated', 'signals-list', { headers: { authorization: 'Bearer expired' } });
}
