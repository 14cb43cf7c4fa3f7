import type { TenantSession } from '../../db/session.ts';
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
