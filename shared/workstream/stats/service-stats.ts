import { addSeconds } from '../../platform/clock.ts';
import type { TenantSession } from '../../db/session.ts';
import type { SlaMetric } from '../../db/tables/sla.ts';
import type { WorkRecordType } from '../../db/tables/workstream.ts';
import { share } from './share.ts';

/** How well one metric was kept. */
export interface AttainmentFigures {
  readonly metric: SlaMetric;
  /** Clocks that have come to a verdict: stopped, or breached while running. */
  readonly judged: number;
  readonly met: number;
  readonly breached: number;
  readonly excused: number;
  /** met ÷ judged. */
  readonly raw: number | null;
  /** (met + excused) ÷ judged. */
  readonly withExcuses: number | null;
}

export interface ServiceStats {
  readonly sla: readonly AttainmentFigures[];
  /** Open items on the Today panel, most first; at most 100 owners. */
  readonly workload: readonly { readonly owner: string | null; readonly open: number; readonly breached: number }[];
  /** Open items by age in days. */
  readonly ageing: readonly {
    readonly type: WorkRecordType;
    readonly under7: number;
    readonly from7to30: number;
    readonly from30to90: number;
    readonly over90: number;
  }[];
}

/** SLA attainment, workload and ageing. Three round trips. */
export async function serviceStats(session: TenantSession): Promise<ServiceStats> {
  return {
    sla: await attainment(session),
    workload: await workload(session),
    ageing: await ageing(session),
  };
}

async function attainment({ db, orgId }: TenantSession): Promise<AttainmentFigures[]> {
  const rows = await db
    .selectFrom('slaClock as c')
    .leftJoin('slaBreach as b', (join) =>
      join
        .onRef('b.orgId', '=', 'c.orgId')
        .onRef('b.recordType', '=', 'c.recordType')
        .onRef('b.recordId', '=', 'c.recordId')
        .onRef('b.slaClockId', '=', 'c.slaClockId'),
    )
    .select((eb) => [
      'c.metric',
      eb.fn.countAll<number>().as('judged'),
      eb.fn.count<number>('c.breachedAt').as('breached'),
      eb.fn.count<number>('b.excusedAt').as('excused'),
    ])
    .where('c.orgId', '=', orgId)
    .where((eb) => eb.or([eb('c.state', '=', 'stopped'), eb('c.breachedAt', 'is not', null)]))
    .groupBy('c.metric')
    .orderBy('c.metric')
    .execute();
  return rows.map(({ metric, judged, breached, excused }) => ({
    metric,
    judged,
    met: judged - breached,
    breached,
    excused,
    raw: share(judged - breached, judged),
    withExcuses: share(judged - breached + excused, judged),
  }));
}

async function workload({ db, orgId }: TenantSession): Promise<ServiceStats['workload']> {
  const rows = await db
    .selectFrom('todayItem')
    .select((eb) => [
      'owner',
      eb.fn.countAll<number>().as('open'),
      eb.fn.sum<number>(eb.case().when('bucketRank', '=', 0).then(eb.lit(1)).else(eb.lit(0)).end()).as('breached'),
    ])
    .where('orgId', '=', orgId)
    .groupBy('owner')
    .orderBy((eb) => eb.fn.countAll(), 'desc')
    .limit(100)
    .execute();
  return rows.map(({ owner, open, breached }) => ({ owner, open, breached }));
}

async function ageing({ db, orgId, now }: TenantSession): Promise<ServiceStats['ageing']> {
  const daysAgo = (days: number): Date => addSeconds(now, -days * 86_400);
  const rows = await db
    .selectFrom('todayItem')
    .select((eb) => {
      const younger = (days: number) =>
        eb.fn.sum<number>(eb.case().when('createdAt', '>', daysAgo(days)).then(eb.lit(1)).else(eb.lit(0)).end());
      return [
        'recordType',
        eb.fn.countAll<number>().as('all'),
        younger(7).as('under7'),
        younger(30).as('under30'),
        younger(90).as('under90'),
      ];
    })
    .where('orgId', '=', orgId)
    .groupBy('recordType')
    .orderBy('recordType')
    .execute();
  return rows.map((row) => ({
    type: row.recordType,
    under7: row.under7,
    from7to30: row.under30 - row.under7,
    from30to90: row.under90 - row.under30,
    over90: row.all - row.under90,
  }));
}
