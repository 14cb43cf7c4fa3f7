import type { Engine } from '../../../shared/db/engine.ts';
import { toJson } from '../../../shared/db/json.ts';
import type { Caller } from '../caller.ts';
import { itemsOf, moveTo, newPursuit, newSignal, submittedPursuit, triagedCandidate } from '../workstream/journey.ts';

/** A call of a write endpoint that succeeds as things stand. */
export interface WriteCall {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  /** The version for If-Match; none is sent when left out. */
  readonly version?: number;
}

/** One organisation in which calls are made ready. */
export interface World {
  /** An admin, who also makes the calls. */
  readonly ann: Caller;
  /** Another admin: completes what the author must not. */
  readonly bob: Caller;
  readonly engine: Engine;
  readonly orgId: number;
}

type Prepare = (world: World) => Promise<WriteCall>;

const post = (path: string, body?: object, version?: number): WriteCall => ({
  method: 'POST',
  path,
  ...(body === undefined ? {} : { body }),
  ...(version === undefined ? {} : { version }),
});

async function proposalOf({ ann }: World, pursuitId: number): Promise<number> {
  const { body } = await ann.get<{ data: { id: number }[] }>(`/api/pursuits/${pursuitId}/proposals`);
  return body.data[0]?.id ?? 0;
}

async function firstItem({ ann }: World): Promise<string> {
  const { id } = await newPursuit(ann);
  const [item] = await itemsOf(ann, id, 'pink');
  return `/api/pursuits/${id}/checklist/${item?.id}`;
}

/** Of records that no organisation has. */
let deadLetters = 1_000_000;

/** A delivery that was given up, as the drain leaves it. */
async function deadLetter({ engine, orgId }: World): Promise<number> {
  const db = engine.reader({ kind: 'system' }, { count: 0 });
  const now = new Date();
  const stream = { orgId, recordType: 'candidate' as const, recordId: (deadLetters += 1), sequence: 1 };
  const said = { actorKind: 'user' as const, actorId: 'ann', correlationId: 'setup', happenedAt: now, recordedAt: now };
  const { eventId } = await db
    .insertInto('workEvent')
    .values({ ...stream, ...said, type: 'candidate.promoted', changed: toJson([]), payload: toJson({}) })
    .returning('eventId')
    .executeTakeFirstOrThrow();
  const times = { dueAt: now, createdAt: now, updatedAt: now, deadAt: now };
  const { deliveryId } = await db
    .insertInto('outboxDelivery')
    .values({ ...stream, ...times, eventId, consumer: 'proposal-v1', state: 'dead', isHead: true, attempts: 8 })
    .returning('deliveryId')
    .executeTakeFirstOrThrow();
  return deliveryId;
}

/** A good call of every write endpoint, by its name. What it needs is made first; no two need the same record. */
export const writeCalls: Readonly<Record<string, Prepare>> = {
  'signals-create': () =>
    Promise.resolve(
      post('/api/signals', { sourceType: 'email', contactEmail: 'lead@example.com', owner: 'bob', tags: ['hot'] }),
    ),
  'signals-bulk': () => {
    const item = { sourceType: 'form', contactEmail: 'bulk@example.com' };
    return Promise.resolve(
      post('/api/signals/bulk', { items: [item, item, { sourceType: 'fax' }, { sourceType: 'ad' }] }),
    );
  },
  'signals-update': async ({ ann }) => {
    const { id, version } = await newSignal(ann);
    return { method: 'PATCH', path: `/api/signals/${id}`, body: { owner: 'bob', tags: ['b'] }, version };
  },
  'signals-delete': async ({ ann }) => {
    const { id, version } = await newSignal(ann);
    return { method: 'DELETE', path: `/api/signals/${id}`, version };
  },
  'signals-dismiss': async ({ ann }) =>
    post(`/api/signals/${(await newSignal(ann)).id}/dismiss`, { reason: 'spam' }, 1),
  'candidates-create': async ({ ann }) => {
    const { id } = await newSignal(ann);
    return post('/api/candidates', { title: 'From a signal', signalIds: [id], tags: ['t'] });
  },
  'candidates-update': async ({ ann }) => {
    const { id, version } = await triagedCandidate(ann);
    return { method: 'PATCH', path: `/api/candidates/${id}`, body: { title: 'Renamed', tags: ['x'] }, version };
  },
  'candidates-delete': async ({ ann }) => {
    const { id, version } = await triagedCandidate(ann, { signalIds: [(await newSignal(ann)).id] });
    return { method: 'DELETE', path: `/api/candidates/${id}`, version };
  },
  'candidates-link-signals': async ({ ann }) => {
    const { id, version } = await triagedCandidate(ann);
    return post(`/api/candidates/${id}/signals`, { signalIds: [(await newSignal(ann)).id] }, version);
  },
  'candidates-status': async ({ ann }) => {
    const { id, version } = await triagedCandidate(ann);
    return post(`/api/candidates/${id}/status`, { status: 'nurture' }, version);
  },
  'candidates-promote': async ({ ann }) => {
    const { id, version } = await triagedCandidate(ann);
    return post(`/api/candidates/${id}/promote`, { forecastValue: 100, currency: 'EUR' }, version);
  },
  'pursuits-update': async ({ ann }) => {
    const { id } = await newPursuit(ann);
    return { method: 'PATCH', path: `/api/pursuits/${id}`, body: { title: 'Renamed', tags: ['y'] }, version: 2 };
  },
  'pursuits-stage': async ({ ann }) => post(`/api/pursuits/${(await newPursuit(ann)).id}/stage`, { stage: 'pink' }, 2),
  'pursuits-submit': async ({ ann }) => {
    const { id } = await newPursuit(ann);
    await moveTo(ann, id, 'pink');
    const { version } = await moveTo(ann, id, 'red');
    return post(`/api/pursuits/${id}/submit`, { overrideReason: 'The client asked for it' }, version);
  },
  'pursuits-won': async ({ ann, bob }) => {
    const { id, version } = await submittedPursuit(ann, bob, true);
    return post(`/api/pursuits/${id}/won`, {}, version);
  },
  'pursuits-lost': async ({ ann, bob }) => {
    const { id, version } = await submittedPursuit(ann, bob, true);
    return post(`/api/pursuits/${id}/lost`, { category: 'budget' }, version);
  },
  'pursuits-no-bid': async ({ ann }) => post(`/api/pursuits/${(await newPursuit(ann)).id}/no-bid`, {}, 2),
  'checklists-complete': async (world) => post(`${await firstItem(world)}/complete`, { evidence: 'seen' }, 1),
  'checklists-reopen': async (world) => {
    const path = await firstItem(world);
    await world.bob.post(`${path}/complete`, { evidence: 'seen' });
    return post(`${path}/reopen`, undefined, 2);
  },
  'proposals-create': async ({ ann }) => {
    const { id } = await newPursuit(ann);
    return post(`/api/pursuits/${id}/proposals`, { sections: [{ heading: 'Price', body: 'Fair' }] }, 2);
  },
  'proposals-send': async (world) => {
    const { id } = await newPursuit(world.ann);
    return post(`/api/proposals/${await proposalOf(world, id)}/send`, { recipients: ['buyer@example.com'] }, 1);
  },
  'sla-rules-update': async ({ ann }) => {
    const { body } = await ann.get<{ data: { id: number; version: number }[] }>('/api/sla/rules');
    const [first] = body.data;
    // The target stays: another one would rank signals that are made at the same moment by whichever call comes first.
    const rule = { targetSeconds: 86_400, warnPercent: 60, active: true };
    return { method: 'PUT', path: `/api/sla/rules/${first?.id}`, body: rule, version: first?.version ?? 1 };
  },
  'dead-letters-replay': async (world) => post(`/api/outbox/dead-letters/${await deadLetter(world)}/replay`),
};

/** Makes the call. */
export function send<T>(caller: Caller, call: WriteCall, headers: Record<string, string>, query = '') {
  const sent = call.version === undefined ? headers : { 'If-Match': `"${call.version}"`, ...headers };
  const method = call.method.toLowerCase() as 'post' | 'put' | 'patch' | 'delete';
  return caller[method]<T>(`${call.path}${query}`, call.body, sent);
}
