import { expressionBuilder, sql, type Expression, type RawBuilder, type SqlBool } from 'kysely';
import type { TenantSession } from '../../db/session.ts';
import type { Tables } from '../../db/tables.ts';
import type { WorkRecordType } from '../../db/tables/workstream.ts';
import { insertRows } from '../../db/write-rows.ts';
import { idSet } from './id-set.ts';

/** A record and the tags that it has from now on. */
export interface TaggedRecord {
  readonly id: number;
  readonly tags: readonly string[];
}

/** Writes the filter rows of new records' tags. No statement when nobody has a tag. */
export async function insertTags(
  session: TenantSession,
  recordType: WorkRecordType,
  records: readonly TaggedRecord[],
): Promise<void> {
  await insertRows(
    session.db,
    'recordTag',
    records.flatMap(({ id, tags }) => tags.map((tag) => ({ orgId: session.orgId, recordType, recordId: id, tag }))),
  );
}

/** Replaces the filter rows of records whose tags have changed. */
export async function replaceTags(
  session: TenantSession,
  recordType: WorkRecordType,
  records: readonly TaggedRecord[],
): Promise<void> {
  if (records.length === 0) return;
  await session.db
    .deleteFrom('recordTag')
    .where('orgId', '=', session.orgId)
    .where('recordType', '=', recordType)
    .where('recordId', 'in', (eb) => eb.selectFrom(idSet(records.map((record) => record.id))).select('ids.id'))
    .execute();
  await insertTags(session, recordType, records);
}

/** The condition that the record of `id` has the tag: an index look-up. For records of one type, or of the type in the column `type`. */
export function hasTag(
  orgId: number,
  tag: string,
  record: { readonly type: WorkRecordType | RawBuilder<WorkRecordType>; readonly id: string },
): Expression<SqlBool> {
  const eb = expressionBuilder<Tables>();
  return eb.exists(
    eb
      .selectFrom('recordTag as t')
      .select('t.recordId')
      .where('t.orgId', '=', orgId)
      .where('t.recordType', '=', record.type)
      .where('t.tag', '=', tag)
      .where('t.recordId', '=', sql.ref<number>(record.id)),
  );
}
