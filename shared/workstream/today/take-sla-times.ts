import type { TenantSession } from '../../db/session.ts';
import type { WorkRecordType } from '../../db/tables/workstream.ts';
import { updateRows } from '../../db/write-rows.ts';
import { runningSlaTimes } from './sla-times.ts';

/**
 * Gives panel rows the SLA times of the clocks that still run, after others stopped without a change of their records, and
 * marks them due, so that the next refresh ranks them again. Two statements, whatever the number.
 */
export async function takeSlaTimes(
  session: TenantSession,
  recordType: WorkRecordType,
  ids: readonly number[],
): Promise<void> {
  if (ids.length === 0) return;
  const { db, orgId, now } = session;
  const times = await runningSlaTimes(session, recordType, ids);
  const rows = ids.map((recordId) => {
    const { warnAt = null, dueAt = null } = times.get(recordId) ?? {};
    return { orgId, recordType, recordId, slaWarnAt: warnAt, slaDueAt: dueAt, nextChangeAt: now, updatedAt: now };
  });
  await updateRows(db, 'todayItem', orgId, ['orgId', 'recordType', 'recordId'], rows);
}
