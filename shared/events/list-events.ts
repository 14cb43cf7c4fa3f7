import { keysetPage, mapPage, type KeysetOrder, type Page, type PageRequest } from '../db/keyset.ts';
import type { TenantSession } from '../db/session.ts';
import type { RecordType } from '../db/tables/events.ts';
import type { WorkRecordType } from '../db/tables/workstream.ts';
import { notFound } from '../platform/errors.ts';
import type { EventType } from './catalogue.ts';
import { workEventColumns, workEventOf, type WorkEvent } from './work-event.ts';

/** Which events are wanted; an empty list or null is no restriction. */
export interface EventFilter {
  readonly recordType: RecordType | null;
  readonly recordId: number | null;
  readonly types: readonly EventType[];
  /** The actor's id: a token's subject, or `system:<job>`. */
  readonly actor: string | null;
  /** Happened at or after. */
  readonly from: Date | null;
  /** Happened at or before. */
  readonly to: Date | null;
}

const newestFirst: KeysetOrder = {
  name: 'events-newest',
  columns: [
    { ref: 'workEvent.happenedAt', direction: 'desc', kind: 'time' },
    { ref: 'workEvent.eventId', direction: 'desc', kind: 'number' },
  ],
};

/** A page of the organisation's events, latest happening first, in one statement. */
export async function listEvents(
  session: TenantSession,
  filter: EventFilter,
  request: PageRequest,
): Promise<Page<WorkEvent>> {
  const { orgId } = session;
  let query = session.db.selectFrom('workEvent').select(workEventColumns).where('workEvent.orgId', '=', orgId);
  if (filter.recordType !== null) query = query.where('recordType', '=', filter.recordType);
  if (filter.recordId !== null) query = query.where('recordId', '=', filter.recordId);
  if (filter.types.length > 0) query = query.where('type', 'in', filter.types);
  if (filter.actor !== null) query = query.where('actorId', '=', filter.actor);
  if (filter.from !== null) query = query.where('happenedAt', '>=', filter.from);
  if (filter.to !== null) query = query.where('happenedAt', '<=', filter.to);
  const bind = { orgId, filter: { ...filter } };
  const page = await keysetPage(query, request, newestFirst, bind, (row) => [row.happenedAt, row.eventId]);
  return mapPage(page, workEventOf);
}

const latestFirst: KeysetOrder = {
  name: 'timeline-latest',
  columns: [{ ref: 'workEvent.sequence', direction: 'desc', kind: 'number' }],
};

/**
 * A page of one record's own events, the last written first: the order of its sequence, in which nothing can be lost or
 * swapped. Throws `not_found` when the organisation has no such record; a deleted one keeps its timeline.
 */
export async function readTimeline(
  session: TenantSession,
  recordType: WorkRecordType,
  recordId: number,
  request: PageRequest,
): Promise<Page<WorkEvent>> {
  const { orgId } = session;
  const query = session.db
    .selectFrom('workEvent')
    .select(workEventColumns)
    .where('workEvent.orgId', '=', orgId)
    .where('recordType', '=', recordType)
    .where('recordId', '=', recordId);
  const bind = { orgId, filter: { recordType, recordId } };
  const page = await keysetPage(query, request, latestFirst, bind, (row) => [row.sequence]);
  // Every record has at least the event of its creation, so that its first page is never empty.
  if (page.data.length === 0 && request.cursor === null) throw notFound(recordType, recordId);
  return mapPage(page, workEventOf);
}
