import type { TenantSession } from '../../db/session.ts';
import type { WorkRecordType } from '../../db/tables/workstream.ts';
import { idSet } from '../records/id-set.ts';

/** Earliest warning and due time of a record's running clocks. */
export interface SlaTimes {
  readonly warnAt: Date;
  readonly dueAt: Date;
}

/** The SLA times of records by their running clocks, in one round trip; records without a running clock are missing. */
export async function runningSlaTimes(
  session: TenantSession,
  recordType: WorkRecordType,
  ids: readonly number[],
): Promise<Map<number, SlaTimes>> {
  if (ids.length === 0) return new Map();
  const rows = await session.db
    .selectFrom('slaClock')
    .select((eb) => ['recordId', eb.fn.min('warnAt').as('warnAt'), eb.fn.min('dueAt').as('dueAt')])
    .where('orgId', '=', session.orgId)
    .where('recordType', '=', recordType)
    .where('state', '=', 'running')
    .where('recordId', 'in', (eb) => eb.selectFrom(idSet(ids)).select('ids.id'))
    .groupBy('recordId')
    .execute();
  return new Map(rows.map(({ recordId, warnAt, dueAt }) => [recordId, { warnAt, dueAt }]));
}
