import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dependencies } from '../../functions/dependencies.ts';
import { endpoints } from '../../functions/http/all.ts';
import type { Caller } from '../api/caller.ts';
import { startApi, type Api } from '../api/harness.ts';
import { fillBigTenant } from './big-tenant.ts';
import { pathOf, queryOf } from './hostile-cases.ts';
import { openOnlooker, type Onlooker } from './onlooker.ts';
import { rowsRead, scannedTables, statementsOf } from './plans.ts';

let api: Api;
let onlooker: Onlooker;
let url: string;
let orgId: number;
let ann: Caller;
let large: ReadonlySet<string>;
beforeAll(async () => {
  api = await startApi({ env: { OUTBOX_IDLE_MAX_MS: '0' } });
  url = (await dependencies()).config.DATABASE_URL ?? '';
  onlooker = await openOnlooker(url);
  ann = api.as({ sub: 'owner-1', roles: ['admin'] });
  await ann.get('/api/me');
  orgId = await onlooker.count("select org_id from app.org where org_key = 'acme'");
  await fillBigTenant(onlooker, orgId);
  const tables = await onlooker.query<{ relname: string }>(
    "select relname from pg_class where relkind = 'r' and relnamespace = 'app'::regnamespace and reltuples > 1000",
  );
  large = new Set(tables.map(({ relname }) => relname));
}, 120_000);
afterAll(async () => {
  await onlooker.close();
  await api.stop();
});

/** Every statement of `work` that would read a large table from end to end. */
async function endToEnd(work: () => Promise<unknown>, org = orgId): Promise<string[]> {
  const sent = await statementsOf(work);
  expect(sent.length).toBeGreaterThan(0);
  const found: string[] = [];
  for (const statement of sent) {
    const tables = (await scannedTables(url, statement, org)).filter((table) => large.has(table));
    if (tables.length > 0) found.push(`${tables.join(', ')}: ${statement.sql}`);
  }
  return found;
}

// Figures over all records of an organisation read all its records.
const wholes = new Set(['workstream-stats']);
const reads = endpoints.filter((record) => record.access === 'read' && !wholes.has(record.name));
/** Ids that exist, by the beginning of the route. */
const idOf: Readonly<Record<string, string>> = {
  signals: "select max(signal_id) from app.signal s join app.org o using (org_id) where org_key = 'acme'",
  candidates: 'select max(candidate_id) from app.candidate',
  pursuits: 'select max(pursuit_id) from app.pursuit',
  proposals: 'select max(proposal_id) from app.proposal',
  engagements: 'select max(engagement_id) from app.engagement',
  outbox: "select max(delivery_id) from app.outbox_delivery where state = 'dead'",
};

async function goodPath(record: (typeof endpoints)[number]): Promise<string> {
  const sql = idOf[record.route.split('/')[1] ?? ''];
  const id = record.route.includes('{id}') && sql !== undefined ? String(await onlooker.count(sql)) : '1';
  const items = `select max(item_id) from app.pursuit_checklist where pursuit_id = ${id}`;
  const itemId = record.route.includes('{itemId}') ? String(await onlooker.count(items)) : '1';
  return pathOf(record, { id, itemId });
}

describe('no large table is read from end to end', () => {
  it('there are large tables', () => {
    expect([...large]).toEqual(
      expect.arrayContaining(['signal', 'pursuit', 'today_item', 'sla_clock', 'work_event', 'outbox_delivery']),
    );
  });

  it.each(reads.filter(({ name }) => name !== 'platform-me').map((record) => [record.name, record] as const))(
    'by %s, on its first page and its second',
    async (_, record) => {
      const path = await goodPath(record);
      expect(
        await endToEnd(async () => {
          const first = await ann.get<{ nextCursor?: string | null }>(path);
          expect(first.status).toBe(200);
          const cursor = first.body.nextCursor;
          if (typeof cursor === 'string') await ann.get(`${path}?cursor=${cursor}`);
        }),
      ).toEqual([]);
    },
  );

  const filters = { owner: 'me', tag: 'rare', status: null, stage: 'pink', bucket: 'breached', actor: 'owner-3' };
  const filtered = reads.flatMap((record) =>
    Object.entries(filters).flatMap(([name, value]) => {
      const known = queryOf(record)[name];
      if (known === undefined) return [];
      const first = value ?? /^\^\((\w+)/.exec(known.pattern ?? '')?.[1] ?? String(known.enum?.[0]);
      return [[`${record.name} with ${name}=${first}`, record, `${name}=${encodeURIComponent(first)}`] as const];
    }),
  );
  it.each(filtered)('by %s', async (_, record, filter) => {
    const path = await goodPath(record);
    expect(
      await endToEnd(async () => {
        const first = await ann.get<{ nextCursor?: string | null }>(`${path}?${filter}`);
        expect(first.status).toBe(200);
        const cursor = first.body.nextCursor;
        if (typeof cursor === 'string') await ann.get(`${path}?${filter}&cursor=${cursor}`);
      }),
    ).toEqual([]);
  });

  it.each(['outbox', 'sla'])('by the timer %s, whose work lies among much that is not due', async (timer) => {
    expect(await endToEnd(async () => expect(await api.host.fireTimer(timer)).toMatchObject({ ok: true }), 0)).toEqual(
      [],
    );
  });
});

it('the open items of an owner are counted once for the Today page, not for each of its rows', async () => {
  let rows: readonly { readonly owner: string | null; readonly ownerOpenItems: number }[] = [];
  const sent = await statementsOf(async () => {
    rows = (await ann.get<{ data: typeof rows }>('/api/workstream/today?limit=200')).body.data;
  });
  expect(rows).toHaveLength(200);
  const owners = new Set(rows.map(({ owner }) => owner)).size;
  const mostItems = Math.max(...rows.map(({ ownerOpenItems }) => ownerOpenItems));
  expect(mostItems).toBeGreaterThan(200);
  const read = await Promise.all(sent.map((statement) => rowsRead(url, statement, orgId, 'today_item')));
  // One row is read beyond the page, and may be of one owner more.
  expect(Math.max(...read)).toBeLessThanOrEqual(201 + (owners + 1) * mostItems);
  expect(owners).toBeLessThan(20);
});
