import type { Caller } from '../caller.ts';

/* Steps of the way from signal to engagement over HTTP, for tests that start somewhere on it. Each throws when it is refused. */

interface Row {
  readonly id: number;
  readonly version: number;
}
interface Item extends Row {
  readonly gate: string;
  readonly key: string;
}

async function made<T>(call: Promise<{ status: number; body: T }>): Promise<T> {
  const { status, body } = await call;
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body;
}

let counter = 0;

/** A new open signal. */
export function newSignal(caller: Caller, fields: object = {}): Promise<Row> {
  counter += 1;
  return made(caller.post<Row>('/api/signals', { sourceType: 'form', problemPhrase: `Lead ${counter}`, ...fields }));
}

/** A triaged candidate, ready to be promoted. */
export async function triagedCandidate(caller: Caller, fields: object = {}): Promise<Row> {
  counter += 1;
  const { id } = await made(caller.post<Row>('/api/candidates', { title: `Deal ${counter}`, ...fields }));
  return made(caller.post<Row>(`/api/candidates/${id}/status`, { status: 'triaged' }));
}

/** A pursuit in stage qual, with a proposal of its own. */
export async function newPursuit(caller: Caller, fields: object = {}): Promise<Row> {
  const candidate = await triagedCandidate(caller, fields);
  const pursuit = await made(caller.post<Row>(`/api/candidates/${candidate.id}/promote`));
  const sections = [{ heading: 'Scope', body: 'All of it' }];
  await made(caller.post(`/api/pursuits/${pursuit.id}/proposals`, { sections }));
  return pursuit;
}

export function moveTo(caller: Caller, id: number, stage: string, more: object = {}): Promise<Row> {
  return made(caller.post<Row>(`/api/pursuits/${id}/stage`, { stage, ...more }));
}

export async function itemsOf(caller: Caller, id: number, gate: string): Promise<Item[]> {
  const { items } = await made(caller.get<{ items: Item[] }>(`/api/pursuits/${id}/checklist`));
  return items.filter((item) => item.gate === gate);
}

/** Completes every item of a gate. */
export async function completeGate(caller: Caller, id: number, gate: string): Promise<void> {
  for (const item of await itemsOf(caller, id, gate)) {
    await made(caller.post(`/api/pursuits/${id}/checklist/${item.id}/complete`, { evidence: 'seen' }));
  }
}

/** A submitted pursuit whose red gate is complete when `redDone`. `reviewer` completes what the author must not. */
export async function submittedPursuit(caller: Caller, reviewer: Caller, redDone: boolean): Promise<Row> {
  const { id } = await newPursuit(caller);
  await moveTo(caller, id, 'pink');
  await moveTo(caller, id, 'red');
  await completeGate(reviewer, id, 'pink');
  if (redDone) await completeGate(reviewer, id, 'red');
  return moveTo(caller, id, 'submit', { recipients: ['buyer@example.com'] });
}
