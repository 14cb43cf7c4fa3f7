import { sql, type Kysely } from 'kysely';
import { jsonRows } from '../db/portable.ts';
import type { Tables } from '../db/tables.ts';
import type { WorkRecordType } from '../db/tables/workstream.ts';

/** A record of any organisation. */
export interface RecordKey {
  readonly orgId: number;
  readonly recordType: WorkRecordType;
  readonly recordId: number;
}

/** One text per record. */
export const recordKey = (record: RecordKey): string => `${record.orgId} ${record.recordType} ${record.recordId}`;

const idColumns = { signal: 'signalId', candidate: 'candidateId', pursuit: 'pursuitId' } as const;
const types = Object.keys(idColumns) as WorkRecordType[];
/** The three tables differ in the name of their id alone, so the types of one stand for all. */
const tableOf = (type: WorkRecordType) => `${type} as r` as 'signal as r';
const idOf = (type: WorkRecordType) => sql.ref<number>(`r.${idColumns[type]}`);
const keyColumns = { orgId: 'int', recordId: 'bigint' } as const;

/**
 * Locks the rows of `records`, one statement per record type, and gives the keys of those that it got. A row that somebody
 * else holds is left out instead of waited for, so that this can never be part of a deadlock.
 */
export async function lockFreeRecords(db: Kysely<Tables>, records: readonly RecordKey[]): Promise<Set<string>> {
  const locked = new Set<string>();
  for (const recordType of types) {
    const wanted = distinct(records.filter((record) => record.recordType === recordType)).map(rowOf);
    if (wanted.length === 0) continue;
    const rows = await db
      .selectFrom(tableOf(recordType))
      .innerJoin(jsonRows('k', keyColumns, wanted), (join) =>
        join.onRef('r.orgId', '=', 'k.orgId').on((eb) => eb(idOf(recordType), '=', eb.ref('k.recordId'))),
      )
      .select(['r.orgId', 'k.recordId'])
      .orderBy('r.orgId')
      .orderBy(idOf(recordType))
      .forUpdate('r')
      .skipLocked()
      .execute();
    for (const row of rows) locked.add(recordKey({ ...row, recordType }));
  }
  return locked;
}

/**
 * Locks the records with a clock of one rule that has not stopped, waiting for those that somebody else holds, and gives
 * their ids. One statement.
 */
export async function lockRecordsOfRule(
  db: Kysely<Tables>,
  orgId: number,
  { slaRuleId, recordType }: { readonly slaRuleId: number; readonly recordType: WorkRecordType },
): Promise<number[]> {
  const rows = await db
    .selectFrom(tableOf(recordType))
    .innerJoin('slaClock as c', (join) =>
      join.onRef('c.orgId', '=', 'r.orgId').on((eb) => eb(idOf(recordType), '=', eb.ref('c.recordId'))),
    )
    .select('c.recordId')
    .where('r.orgId', '=', orgId)
    .where('c.recordType', '=', recordType)
    .where('c.slaRuleId', '=', slaRuleId)
    .where('c.state', '<>', 'stopped')
    .orderBy(idOf(recordType))
    .forUpdate('r')
    .execute();
  return rows.map((row) => row.recordId);
}

/**
 * Reserves event sequences: moves `eventSeq` of each record on by its count, one statement per record type, and gives for
 * each record (by `recordKey`) the value before. The version stays: an event alone does not change what a caller reads.
 */
export async function reserveSequences(
  db: Kysely<Tables>,
  counts: readonly (RecordKey & { readonly count: number })[],
): Promise<Map<string, number>> {
  const bases = new Map<string, number>();
  for (const recordType of types) {
    const wanted = counts.filter((record) => record.recordType === recordType);
    if (wanted.length === 0) continue;
    const rows = await db
      .updateTable(tableOf(recordType))
      .from(jsonRows('k', { ...keyColumns, count: 'bigint' }, wanted.map(countOf)))
      .set((eb) => ({ eventSeq: eb('r.eventSeq', '+', eb.ref('k.count')) }))
      .whereRef('r.orgId', '=', 'k.orgId')
      .where((eb) => eb(idOf(recordType), '=', eb.ref('k.recordId')))
      .returning(['r.orgId', 'r.eventSeq'])
      .returning(idOf(recordType).as('recordId'))
      .execute();
    const given = new Map(wanted.map((record) => [recordKey(record), record.count]));
    for (const { orgId, recordId, eventSeq } of rows) {
      const key = recordKey({ orgId, recordType, recordId });
      bases.set(key, eventSeq - (given.get(key) ?? 0));
    }
  }
  return bases;
}

const rowOf = ({ orgId, recordId }: RecordKey) => ({ orgId, recordId });
const countOf = ({ orgId, recordId, count }: RecordKey & { readonly count: number }) => ({ orgId, recordId, count });

function distinct(records: readonly RecordKey[]): RecordKey[] {
  return [...new Map(records.map((record) => [recordKey(record), record])).values()];
}
