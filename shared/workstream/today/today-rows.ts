import type { TenantSession } from '../../db/session.ts';
import type { WorkRecordType } from '../../db/tables/workstream.ts';
import { insertRows, updateRows } from '../../db/write-rows.ts';
import { idSet } from '../records/id-set.ts';
import { rankToday, type TodayFacts } from './order.ts';

/** Everything that the panel shows of one open record. */
export interface TodayRecord extends TodayFacts {
  readonly recordType: WorkRecordType;
  readonly recordId: number;
  readonly title: string;
  readonly state: string;
  readonly owner: string | null;
  readonly tags: readonly string[];
  /** When the record came to be; the panel shows its age. */
  readonly createdAt: Date;
}

function rowOf(session: TenantSession, record: TodayRecord) {
  const { valueBand: _band, stage: _stage, createdAt: _created, ...shown } = record;
  return {
    orgId: session.orgId,
    ...shown,
    title: record.title.slice(0, 200),
    ...rankToday(record, session.settings.today, session.now),
    updatedAt: session.now,
  };
}

/** Puts new open records on the panel. */
export async function insertToday(session: TenantSession, records: readonly TodayRecord[]): Promise<void> {
  await insertRows(
    session.db,
    'todayItem',
    records.map((record) => ({ ...rowOf(session, record), createdAt: record.createdAt })),
  );
}

/** Brings rows up to date. A record that is not on the panel stays off it. */
export async function updateToday(session: TenantSession, records: readonly TodayRecord[]): Promise<void> {
  const rows = records.map((record) => rowOf(session, record));
  await updateRows(session.db, 'todayItem', session.orgId, ['orgId', 'recordType', 'recordId'], rows);
}

/** Takes records off the panel: they need nobody any more. */
export async function removeToday(
  session: TenantSession,
  recordType: WorkRecordType,
  ids: readonly number[],
): Promise<void> {
  if (ids.length === 0) return;
  await session.db
    .deleteFrom('todayItem')
    .where('orgId', '=', session.orgId)
    .where('recordType', '=', recordType)
    .where('recordId', 'in', (eb) => eb.selectFrom(idSet(ids)).select('ids.id'))
    .execute();
}
