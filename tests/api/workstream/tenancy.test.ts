import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '../../../functions/http/all.ts';
import { tableColumns, type TableName } from '../../../shared/db/tables.ts';
import type { Caller } from '../caller.ts';
import { startApi, type Api } from '../harness.ts';
import { itemsOf, newPursuit, newSignal, submittedPursuit, triagedCandidate } from './journey.ts';

let api: Api;
let ann: Caller;
let eve: Caller;
let annsOrg: number;
let evesOrg: number;
let ids: Record<string, number>;

beforeAll(async () => {
  api = await startApi();
  ann = api.as({ org: 'acme', sub: 'ann', roles: ['admin'] });
  eve = api.as({ org: 'rival', sub: 'eve', roles: ['admin'] });
  const signal = await newSignal(ann);
  const candidate = await triagedCandidate(ann);
  const pursuit = await newPursuit(ann);
  const won = await submittedPursuit(ann, ann, false);
  await ann.post(`/api/pursuits/${won.id}/won`, { overrideReason: 'paper' });
  await api.host.fireTimer('outbox');
  const { body: proposals } = await ann.get<{ data: { id: number }[] }>(`/api/pursuits/${pursuit.id}/proposals`);
  const [item] = await itemsOf(ann, pursuit.id, 'pink');
  ids = {
    signals: signal.id,
    candidates: candidate.id,
    pursuits: pursuit.id,
    proposals: proposals.data[0]?.id ?? 0,
    engagements: 1,
    sla: 1,
    outbox: 1,
    itemId: item?.id ?? 0,
  };
  await eve.get('/api/me');
  const orgs = await system().selectFrom('org').select(['orgId', 'orgKey']).execute();
  annsOrg = orgs.find((org) => org.orgKey === 'acme')?.orgId ?? 0;
  evesOrg = orgs.find((org) => org.orgKey === 'rival')?.orgId ?? 0;
});
afterAll(() => api.stop());

const system = () => api.engine.reader({ kind: 'system' }, { count: 0 });

/** Every row of every table of an organisation, as text: equal snapshots mean that nothing was written. */
async function snapshot(orgId: number): Promise<string> {
  const tables = await Promise.all(
    (Object.keys(tableColumns) as TableName[]).map((table) =>
      system()
        .selectFrom(table)
        .selectAll()
        .where('orgId', '=', orgId)
        .orderBy(sql`1, 2, 3`)
        .execute(),
    ),
  );
  return JSON.stringify(tables);
}

const bodies: Readonly<Record<string, object>> = {
  'signals-update': { snippet: 'mine now' },
  'signals-dismiss': { reason: 'mine now' },
  'candidates-update': { title: 'mine now' },
  'candidates-link-signals': { signalIds: [1] },
  'candidates-status': { status: 'archived' },
  'pursuits-update': { title: 'mine now' },
  'pursuits-stage': { stage: 'pink' },
  'pursuits-lost': { category: 'fit' },
  'proposals-create': { sections: [{ heading: 'A', body: 'B' }] },
  'proposals-send': { recipients: ['eve@rival.com'] },
  'sla-rules-update': { targetSeconds: 60, warnPercent: 50, active: true },
};

describe("with another organisation's ids", () => {
  it('every endpoint with an id answers 404 and changes nothing', async () => {
    const before = await snapshot(annsOrg);
    const withId = endpoints.filter((record) => record.access !== 'public' && record.route.includes('{'));
    expect(withId.length).toBeGreaterThan(20);
    for (const record of withId) {
      // Rules have the same numbers in every organisation's sight only when they are its own: take the victim's.
      const room = record.route.split('/')[1] ?? '';
      const path = record.route.replace('{id}', String(ids[room])).replace('{itemId}', String(ids['itemId']));
      const headers = record.access === 'write' ? { 'If-Match': '"1"' } : {};
      const method = record.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
      const answer =
        method === 'get'
          ? await eve.get<{ code: string }>(`/${path}`)
          : await eve[method]<{ code: string }>(`/${path}`, bodies[record.name], headers);
      expect({ name: record.name, status: answer.status, code: answer.body.code }).toEqual({
        name: record.name,
        status: 404,
        code: 'not_found',
      });
    }
    expect(await snapshot(annsOrg)).toBe(before);
  });

  it('ids in bodies and filters find nothing', async () => {
    const before = await snapshot(annsOrg);
    const made = await eve.post('/api/candidates', { title: 'Stolen', signalIds: [ids['signals']] });
    expect(made).toMatchObject({ status: 400, body: { errors: [{ pointer: '/signalIds/0' }] } });
    expect(await eve.post('/api/signals', { sourceType: 'form', owner: 'ann' })).toMatchObject({ status: 400 });
    const own = await newPursuit(eve);
    await eve.post(`/api/pursuits/${own.id}/stage`, { stage: 'pink' });
    await eve.post(`/api/pursuits/${own.id}/stage`, { stage: 'red' });
    const stolen = await eve.post(`/api/pursuits/${own.id}/submit`, { proposalId: ids['proposals'] });
    expect(stolen).toMatchObject({ status: 400, body: { errors: [{ pointer: '/proposalId' }] } });
    for (const path of [`/api/engagements?pursuitId=${ids['pursuits']}`, '/api/workstream/today?owner=ann']) {
      expect((await eve.get<{ data: object[] }>(path)).body.data).toEqual([]);
    }
    expect(await snapshot(annsOrg)).toBe(before);
  });

  it('no list shows a row of it', async () => {
    const lists = endpoints.filter((record) => record.method === 'GET' && !record.route.includes('{'));
    for (const record of lists.filter(({ access }) => access === 'read')) {
      const { body } = await eve.get<{ data?: { owner?: string | null; actor?: { id: string } }[] }>(
        `/${record.route}`,
      );
      const names = (body.data ?? []).map((row) => row.owner ?? row.actor?.id ?? null);
      expect(names, record.name).not.toContain('ann');
    }
  });

  it('a cursor of it is refused', async () => {
    await newSignal(ann);
    const { body } = await ann.get<{ nextCursor: string }>('/api/signals?limit=1');
    const stolen = await eve.get(`/api/signals?limit=1&cursor=${body.nextCursor}`);
    expect(stolen).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
  });
});

describe('row-level security alone', () => {
  const asEve = () => api.engine.reader({ kind: 'tenant', orgId: evesOrg }, { count: 0 });

  it.each(Object.keys(tableColumns) as TableName[])(
    'shows nothing of %s to a query that forgets its filter',
    async (table) => {
      const seen = await asEve().selectFrom(table).select('orgId').distinct().execute();
      expect(seen.filter((row) => row.orgId !== evesOrg)).toEqual([]);
    },
  );

  it('lets an update or delete that forgets its filter touch nothing of others', async () => {
    const before = await snapshot(annsOrg);
    await asEve().updateTable('signal').set({ snippet: 'all mine' }).execute();
    await asEve().deleteFrom('todayItem').execute();
    expect(await snapshot(annsOrg)).toBe(before);
  });

  it('refuses to write a row into another organisation', async () => {
    const row = { orgId: annsOrg, memberId: 'mallory', name: 'M', createdAt: new Date(), updatedAt: new Date() };
    await expect(asEve().insertInto('member').values(row).execute()).rejects.toThrow(/row-level security/);
    await expect(asEve().updateTable('member').set({ orgId: annsOrg }).execute()).rejects.toThrow(/row-level security/);
  });

  it('lets nobody change or delete an event, nor truncate a table', async () => {
    const inOrg = api.engine.reader({ kind: 'tenant', orgId: annsOrg }, { count: 0 });
    await expect(inOrg.updateTable('workEvent').set({ type: 'forged' }).execute()).rejects.toThrow(/permission denied/);
    await expect(inOrg.deleteFrom('workEvent').execute()).rejects.toThrow(/permission denied/);
    await expect(sql`truncate app.work_event`.execute(inOrg)).rejects.toThrow(/permission denied/);
    await expect(sql`alter table app.signal disable row level security`.execute(inOrg)).rejects.toThrow(
      /must be owner/,
    );
  });

  it('is on for every table that has an org_id', async () => {
    const { rows } = await sql<{ relname: string }>`
      select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'app' and c.relkind = 'r' and c.relname <> 'schema_migration'
        and not (c.relrowsecurity and c.relforcerowsecurity)`.execute(system());
    expect(rows).toEqual([]);
  });
});
