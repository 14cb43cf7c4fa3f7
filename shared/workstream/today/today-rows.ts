import { jsonRows } from '../../db/portable.ts';
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
    // A cut may go through a surrogate pair, and half of one cannot be stored.
    title: record.title.slice(0, 200).toWellFormed(),
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

/** A candidate's row becomes its pursuit's, in one statement. */
export async function promoteToday(
  session: TenantSession,
  promoted: readonly { readonly candidateId: number; readonly record: TodayRecord }[],
): Promise<void> {
  if (promoted.length === 0) return;
  const rows = promoted.map(({ candidateId, record }) => ({
    candidateId,
    ...rowOf(session, record),
    createdAt: record.createdAt,
  }));
  await session.db
    .updateTable('todayItem')
    .from(jsonRows('r', promotedColumns, rows))
    .set((eb) => Object.fromEntries(promotedNames.map((name) => [name, eb.ref(`r.${name}`)])))
    .where('todayItem.orgId', '=', session.orgId)
    .where('todayItem.recordType', '=', 'candidate')
    .whereRef('todayItem.recordId', '=', 'r.candidateId')
    .execute();
}

const promotedColumns = {
  candidateId: 'bigint',
  orgId: 'int',
  recordType: 'text',
  recordId: 'bigint',
  title: 'text',
  state: 'text',
  owner: 'text',
  tags: 'json',
  dueAt: 'time',
  slaDueAt: 'time',
  slaWarnAt: 'time',
  bucketRank: 'int',
  urgencyPoints: 'int',
  valuePoints: 'int',
  stagePoints: 'int',
  score: 'int',
  tier: 'text',
  nextChangeAt: 'time',
  createdAt: 'time',
  updatedAt: 'time',
} as const;
const promotedNames = (Object.keys(promotedColumns) as (keyof typeof promotedColumns)[]).filter(
  (name) => name !== 'candidateId' && name !== 'orgId',
);
