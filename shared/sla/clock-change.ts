import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Tables } from '../db/tables.ts';
import type { SlaMetric } from '../db/tables/sla.ts';
import type { WorkRecordType } from '../db/tables/workstream.ts';

/** Which clocks of a record are meant (one metric's, or with null all of them) and when it happens. */
export interface ClockChange {
  readonly metric: SlaMetric | null;
  readonly recordType: WorkRecordType;
  readonly recordId: number;
  readonly at: Date;
}

/** The columns of a row set of changes, alias `s`. */
export const changeColumns = { metric: 'text', recordType: 'text', recordId: 'bigint', at: 'time' } as const;

type Joined = Tables & { s: ClockChange };

/** The condition that ties a row set of changes (alias `s`) to the clocks of one organisation. */
export function clockOfChange(orgId: number) {
  return (eb: ExpressionBuilder<Joined, 'slaClock' | 's'>): Expression<SqlBool> =>
    eb.and([
      eb('slaClock.orgId', '=', orgId),
      eb('slaClock.recordType', '=', eb.ref('s.recordType')),
      eb('slaClock.recordId', '=', eb.ref('s.recordId')),
      eb.or([eb('s.metric', 'is', null), eb('slaClock.metric', '=', eb.ref('s.metric'))]),
    ]);
}
