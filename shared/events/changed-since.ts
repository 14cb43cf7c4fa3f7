import type { TenantSession } from '../db/session.ts';
import { parseJson } from '../db/json.ts';
import type { RecordType } from '../db/tables/events.ts';

/**
 * Names of the fields that events of the record say were changed after its `version`. An event that does not say which version it made counts as
 * later: a field is never taken for untouched on a guess. One round trip.
 */
export async function changedSince(
  session: TenantSession,
  recordType: RecordType,
  recordId: number,
  version: number,
): Promise<ReadonlySet<string>> {
  const rows = await session.db
    .selectFrom('workEvent')
    .select('changed')
    .where('orgId', '=', session.orgId)
    .where('recordType', '=', recordType)
    .where('recordId', '=', recordId)
    .where((eb) => eb.or([eb('recordVersion', '>', version), eb('recordVersion', 'is', null)]))
    .execute();
  return new Set(rows.flatMap(({ changed }) => parseJson<string[]>(changed)));
}
