import { sql } from 'kysely';
import { tableColumns, type TableName } from '../../../shared/db/tables.ts';
import type { Endpoint } from '../../../shared/http/endpoint.ts';
import { pathOf } from '../../faults/hostile-cases.ts';
import type { Api } from '../harness.ts';
import { makeWorld } from '../properties/worlds.ts';
import { writeCalls, type World } from '../properties/write-calls.ts';
import { itemsOf, newPursuit, newSignal, submittedPursuit, triagedCandidate } from '../workstream/journey.ts';

/** An organisation that has at least two of everything, and what it has by name of the room in a path. */
export interface FullWorld extends World {
  readonly ids: Readonly<
    Record<'signals' | 'candidates' | 'pursuits' | 'proposals' | 'engagements' | 'sla', number>
  > & {
    readonly outbox: number;
    readonly itemId: number;
  };
  /** A member that no other organisation has; owns records with the tag `tag`. */
  readonly member: string;
  readonly tag: string;
}

const twoDays = 2 * 24 * 3600;

/** Fills two organisations alike. The clock moves on by two days, so that their SLA clocks are breached. */
export async function twoWorlds(api: Api): Promise<{ acme: FullWorld; rival: FullWorld }> {
  const worlds = [await makeWorld(api, 'acme'), await makeWorld(api, 'rival')];
  for (const [at, world] of worlds.entries()) await fill(api, world, ['acme', 'rival'][at] ?? '');
  await api.host.fireTimer('outbox');
  api.clock.advance(twoDays);
  await api.host.fireTimer('sla');
  const [acme, rival] = await Promise.all([finish(worlds[0], 'acme'), finish(worlds[1], 'rival')]);
  return { acme, rival };
}

async function fill(api: Api, { ann, bob }: World, org: string): Promise<void> {
  const owner = `${org}-member`;
  await api.as({ org, sub: owner, roles: ['member'] }).get('/api/me');
  const mine = { owner, tags: [`${org}-tag`] };
  for (let i = 0; i < 2; i += 1) {
    const { id } = await newSignal(ann, mine);
    await newSignal(ann, { ...mine, contactEmail: `${i}@${org}.example` });
    await newSignal(ann, { contactEmail: `nobody-cares-${i}@${org}.example` });
    await triagedCandidate(ann, { ...mine, signalIds: [id] });
    await newPursuit(ann, mine);
    const won = await submittedPursuit(ann, bob, true);
    await ann.post(`/api/pursuits/${won.id}/won`, {}, { 'Idempotency-Key': `fill-${i}` });
  }
}

async function finish(world: World | undefined, org: string): Promise<FullWorld> {
  if (world === undefined) throw new Error('There is no such world.');
  const { ann, engine, orgId } = world;
  for (let i = 0; i < 2; i += 1) await writeCalls['dead-letters-replay']?.(world);
  const first = async (path: string): Promise<number> =>
    (await ann.get<{ data: { id: number }[] }>(`${path}${path.includes('?') ? '&' : '?'}limit=1`)).body.data[0]?.id ??
    0;
  const pursuits = await first(`/api/pursuits?tag=${org}-tag`);
  const sections = [{ heading: 'More', body: 'Of it' }];
  await ann.post(`/api/pursuits/${pursuits}/proposals`, { sections });
  const [item] = await itemsOf(ann, pursuits, 'pink');
  const letters = await ann.get<{ data: { id: number }[] }>('/api/outbox/dead-letters');
  const outbox = letters.body.data[0]?.id ?? 0;
  const said = { token: 1, errorClass: 'Error', errorMessage: 'It failed.', attemptedAt: new Date() };
  const db = engine.reader({ kind: 'tenant', orgId }, { count: 0 });
  await db
    .insertInto('outboxAttempt')
    .values({ orgId, deliveryId: outbox, ...said })
    .execute();
  const signals = await first('/api/signals?status=open');
  // Every timeline has more than one entry.
  for (const path of [`signals/${signals}`, `pursuits/${pursuits}`]) {
    const { body } = await ann.get<{ version: number }>(`/api/${path}`);
    await ann.patch(`/api/${path}`, { tags: [`${org}-tag`, 'more'] }, { 'If-Match': `"${body.version}"` });
  }
  const ids = {
    signals,
    candidates: await first('/api/candidates?status=triaged'),
    pursuits,
    proposals: await first(`/api/pursuits/${pursuits}/proposals`),
    engagements: await first('/api/engagements'),
    sla: (await ann.get<{ data: { id: number }[] }>('/api/sla/rules')).body.data[0]?.id ?? 0,
    outbox,
    itemId: item?.id ?? 0,
  };
  return { ...world, ids, member: `${org}-member`, tag: `${org}-tag` };
}

/** The path of an endpoint with the ids of a world. */
export function pathIn({ ids }: FullWorld, record: Endpoint): string {
  const room = record.route.split('/')[1] as keyof FullWorld['ids'];
  return pathOf(record, { id: String(ids[room]), itemId: String(ids.itemId) });
}

/** Every row of every table of an organisation, as text: equal snapshots mean that nothing was written. */
export async function snapshotOf({ engine, orgId }: World): Promise<string> {
  const db = engine.reader({ kind: 'system' }, { count: 0 });
  const tables = await Promise.all(
    (Object.keys(tableColumns) as TableName[]).map((table) =>
      db
        .selectFrom(table)
        .selectAll()
        .where('orgId', '=', orgId)
        .orderBy(sql`1, 2, 3`)
        .execute(),
    ),
  );
  return JSON.stringify(tables);
}
