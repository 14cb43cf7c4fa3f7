import type { TenantSession } from '../../db/session.ts';
import type { WorkRecordType } from '../../db/tables/workstream.ts';

/** The SLA times that a record's panel row has at present; null when it has no row or no running clock. One round trip. */
export async function todayTimes(
  session: TenantSession,
  recordType: WorkRecordType,
  id: number,
): Promise<{ warnAt: Date; dueAt: Date } | null> {
  const row = await session.db
    .selectFrom('todayItem')
    .select(['slaWarnAt', 'slaDueAt'])
    .where('orgId', '=', session.orgId)
    .where('recordType', '=', recordType)
    .where('recordId', '=', id)
    .executeTakeFirst();
  if (row === undefined || row.slaWarnAt === null || row.slaDueAt === null) return null;
  return { warnAt: row.slaWarnAt, dueAt: row.slaDueAt };
}
