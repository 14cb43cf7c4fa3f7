import { sql, type Selectable } from 'kysely';
import { parseJson } from '../../db/json.ts';
import { keysetRows, mapPage, pageOf, type KeysetOrder, type Page, type PageRequest } from '../../db/keyset.ts';
import type { TenantSession } from '../../db/session.ts';
import type { Tables } from '../../db/tables.ts';
import type { Priority, TodayBucket, WorkRecordType } from '../../db/tables/workstream.ts';
import { hasTag } from '../records/tags.ts';
import { todayBuckets } from './order.ts';

/** One thing that needs somebody, with why it stands where it stands. */
export interface TodayRow {
  readonly type: WorkRecordType;
  readonly id: number;
  readonly title: string;
  readonly state: string;
  readonly owner: string | null;
  /** Open items of the owner in the whole organisation; 0 without an owner. */
  readonly ownerOpenItems: number;
  readonly bucket: TodayBucket;
  readonly tier: Priority;
  readonly dueAt: Date | null;
  readonly slaDueAt: Date | null;
  readonly tags: readonly string[];
  readonly score: number;
  readonly why: { readonly urgency: number; readonly value: number; readonly stage: number };
  readonly createdAt: Date;
}

export interface TodayFilter {
  readonly owner?: string | undefined;
  readonly tag?: string | undefined;
  readonly tier?: readonly Priority[] | undefined;
  readonly type?: readonly WorkRecordType[] | undefined;
  readonly bucket?: readonly TodayBucket[] | undefined;
}

const panelOrder: KeysetOrder = {
  name: 'panel',
  columns: [
    { ref: 'todayItem.bucketRank', direction: 'asc', kind: 'int' },
    { ref: 'todayItem.score', direction: 'desc', kind: 'int' },
    { ref: 'todayItem.recordType', direction: 'asc', kind: 'text' },
    { ref: 'todayItem.recordId', direction: 'asc', kind: 'number' },
  ],
};

/**
 * The panel in its order: bucket, then score. One round trip. The rows cost what the page asks for, because their order stands in an index. Beside
 * them, the open items of each owner of the page are counted, by index and once an owner: that part grows with what these owners have open, not with
 * the length of the page.
 */
export async function listToday(
  session: TenantSession,
  filter: TodayFilter,
  page: PageRequest,
): Promise<Page<TodayRow>> {
  const { orgId } = session;
  let query = session.db.selectFrom('todayItem').selectAll('todayItem').where('todayItem.orgId', '=', orgId);
  if (filter.owner !== undefined) query = query.where('todayItem.owner', '=', filter.owner);
  if (filter.tier !== undefined) query = query.where('todayItem.tier', 'in', filter.tier);
  if (filter.type !== undefined) query = query.where('todayItem.recordType', 'in', filter.type);
  if (filter.bucket !== undefined) {
    query = query.where('todayItem.bucketRank', 'in', filter.bucket.map(rankOf));
  }
  const { tag } = filter;
  if (tag !== undefined)
    query = query.where(hasTag(orgId, tag, { type: sql.ref('todayItem.recordType'), id: 'todayItem.recordId' }));
  const bind = { orgId, filter: { list: 'today', ...filter } };
  const rows = await session.db
    .with('page', () => keysetRows(query, page, panelOrder, bind))
    .with('pageOwner', (db) =>
      db.selectFrom('page').select('page.owner').distinct().where('page.owner', 'is not', null),
    )
    .with(
      // Kept, so that a join that is planned for a short page cannot count again for each row of a long one.
      (name) => name('load').materialized(),
      (db) =>
        db.selectFrom('pageOwner').select((eb) => [
          'pageOwner.owner as loadOwner',
          eb
            .selectFrom('todayItem as o')
            .select((count) => count.fn.countAll<number>().as('items'))
            .where('o.orgId', '=', orgId)
            .whereRef('o.owner', '=', 'pageOwner.owner')
            .as('ownerOpenItems'),
        ]),
    )
    .selectFrom('page')
    .leftJoin('load', 'load.loadOwner', 'page.owner')
    .selectAll('page')
    .select('load.ownerOpenItems')
    .orderBy('page.bucketRank')
    .orderBy('page.score', 'desc')
    .orderBy('page.recordType')
    .orderBy('page.recordId')
    .execute();
  const found = pageOf(rows, page, panelOrder, bind, (row) => [
    row.bucketRank,
    row.score,
    row.recordType,
    row.recordId,
  ]);
  return mapPage(found, viewRow);
}

function rankOf(bucket: TodayBucket): 0 | 1 | 2 | 3 {
  const rank = todayBuckets.indexOf(bucket);
  return rank === 0 || rank === 1 || rank === 2 ? rank : 3;
}

function viewRow(row: Selectable<Tables['todayItem']> & { ownerOpenItems: number | null }): TodayRow {
  return {
    type: row.recordType,
    id: row.recordId,
    title: row.title,
    state: row.state,
    owner: row.owner,
    ownerOpenItems: row.owner === null ? 0 : Number(row.ownerOpenItems),
    bucket: todayBuckets[row.bucketRank],
    tier: row.tier,
    dueAt: row.dueAt,
    slaDueAt: row.slaDueAt,
    tags: parseJson<string[]>(row.tags),
    score: row.score,
    why: { urgency: row.urgencyPoints, value: row.valuePoints, stage: row.stagePoints },
    createdAt: row.createdAt,
  };
}
