import { keysetPage, type KeysetOrder, type Page, type PageRequest } from '../db/keyset.ts';
import type { TenantSession } from '../db/session.ts';
import type { SlaMetric } from '../db/tables/sla.ts';
import type { WorkRecordType } from '../db/tables/workstream.ts';

/** A target that was passed. */
export interface SlaBreach {
  readonly slaBreachId: number;
  readonly slaClockId: number;
  readonly metric: SlaMetric;
  readonly recordType: WorkRecordType;
  readonly recordId: number;
  readonly breachedAt: Date;
  readonly detectedAt: Date;
  readonly resolvedAt: Date | null;
  readonly excusedAt: Date | null;
  readonly excusedBy: string | null;
  readonly excuseReason: string | null;
}

export type BreachStatus = 'open' | 'resolved';

/** Which breaches are wanted; an empty list or null is no restriction. */
export interface BreachFilter {
  readonly status: BreachStatus | null;
  readonly metrics: readonly SlaMetric[];
  readonly recordType: WorkRecordType | null;
  readonly recordId: number | null;
}

const newestFirst: KeysetOrder = {
  name: 'sla-breaches-newest',
  columns: [{ ref: 'slaBreach.slaBreachId', direction: 'desc', kind: 'number' }],
};

/** A page of the organisation's breaches, newest first, in one statement. */
export function listBreaches(
  session: TenantSession,
  filter: BreachFilter,
  page: PageRequest,
): Promise<Page<SlaBreach>> {
  let query = session.db
    .selectFrom('slaBreach')
    .select([
      'slaBreachId',
      'slaClockId',
      'metric',
      'recordType',
      'recordId',
      'breachedAt',
      'detectedAt',
      'resolvedAt',
      'excusedAt',
      'excusedBy',
      'excuseReason',
    ])
    .where('orgId', '=', session.orgId);
  if (filter.status !== null) query = query.where('resolvedAt', filter.status === 'open' ? 'is' : 'is not', null);
  if (filter.metrics.length > 0) query = query.where('metric', 'in', filter.metrics);
  if (filter.recordType !== null) query = query.where('recordType', '=', filter.recordType);
  if (filter.recordId !== null) query = query.where('recordId', '=', filter.recordId);
  return keysetPage(query, page, newestFirst, { orgId: session.orgId, filter: { ...filter } }, (row) => [
    row.slaBreachId,
  ]);
}
