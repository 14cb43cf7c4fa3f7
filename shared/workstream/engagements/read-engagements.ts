import type { Selectable } from 'kysely';
import { keysetPage, mapPage, type KeysetOrder, type Page, type PageRequest } from '../../db/keyset.ts';
import type { TenantSession } from '../../db/session.ts';
import type { Tables } from '../../db/tables.ts';
import { notFound } from '../../platform/errors.ts';

type EngagementRow = Selectable<Tables['engagement']>;

/** An engagement as everybody outside this room sees it. */
export interface Engagement extends Omit<EngagementRow, 'orgId' | 'engagementId' | 'eventSeq'> {
  readonly id: number;
}

function viewEngagement(row: EngagementRow): Engagement {
  const { orgId: _org, engagementId, eventSeq: _seq, ...shown } = row;
  return { id: engagementId, ...shown };
}

/** One engagement. 404 when the organisation has no such engagement. One round trip. */
export async function getEngagement(session: TenantSession, id: number): Promise<Engagement> {
  const row = await session.db
    .selectFrom('engagement')
    .selectAll()
    .where('orgId', '=', session.orgId)
    .where('engagementId', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('engagement', id);
  return viewEngagement(row);
}

export interface EngagementFilter {
  readonly pursuitId?: number | undefined;
  readonly owner?: string | undefined;
}

const newestFirst: KeysetOrder = {
  name: 'newest',
  columns: [{ ref: 'engagement.engagementId', direction: 'desc', kind: 'number' }],
};

/** Engagements, newest first. One round trip. */
export async function listEngagements(
  session: TenantSession,
  filter: EngagementFilter,
  page: PageRequest,
): Promise<Page<Engagement>> {
  let query = session.db.selectFrom('engagement').selectAll('engagement').where('engagement.orgId', '=', session.orgId);
  if (filter.pursuitId !== undefined) query = query.where('engagement.pursuitId', '=', filter.pursuitId);
  if (filter.owner !== undefined) query = query.where('engagement.owner', '=', filter.owner);
  const bind = { orgId: session.orgId, filter: { list: 'engagements', ...filter } };
  return mapPage(await keysetPage(query, page, newestFirst, bind, (row) => [row.engagementId]), viewEngagement);
}
