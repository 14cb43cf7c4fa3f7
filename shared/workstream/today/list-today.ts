import { sql, type Selectable } from 'kysely';
import { parseJson } from '../../db/json.ts';
import { keysetPage, mapPage, type KeysetOrder, type Page, type PageRequest } from '../../db/keyset.ts';
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
 * The panel in its order: bucket, then score. One round trip, whose cost is that of the page asked for: the order stands in an index, and an
 * owner's open items are counted by index for the rows of the page only.
 */
export async function listToday(
  session: TenantSession,
  filter: TodayFilter,
  page: PageRequest,
): Promise<Page<TodayRow>> {
  const { orgId } = session;
  let query = session.db
    .selectFrom('todayItem')
    .selectAll('todayItem')
    .select((eb) =>
      eb
        .selectFrom('todayItem as o')
        .select((count) => count.fn.countAll<number>().as('items'))
        .where('o.orgId', '=', orgId)
        .whereRef('o.owner', '=', 'todayItem.owner')
        .as('ownerOpenItems'),
    )
    .where('todayItem.orgId', '=', orgId);
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
  const found = await keysetPage(query, page, panelOrder, bind, (row) => [
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
