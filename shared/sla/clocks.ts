import type { ExpressionBuilder } from 'kysely';
import { jsonRows, secondsAfter } from '../db/portable.ts';
import type { TenantSession } from '../db/session.ts';
import type { Tables } from '../db/tables.ts';
import type { SlaMetric } from '../db/tables/sla.ts';
import type { WorkRecordType } from '../db/tables/workstream.ts';

export interface ClockStart {
  readonly metric: SlaMetric;
  readonly recordType: WorkRecordType;
  readonly recordId: number;
  readonly at: Date;
}

export interface StartedClock {
  readonly recordType: WorkRecordType;
  readonly recordId: number;
  readonly metric: SlaMetric;
  readonly warnAt: Date;
  readonly dueAt: Date;
}

/**
 * Starts a clock for each of `starts` whose metric has an active rule for the record type, in one statement whatever the
 * number. The clock is pinned to the rule as it stands; its cycle is the record's next one of that metric. A record whose
 * clock of the metric still runs or pauses gets none, and neither does one without a rule. The record must be locked.
 */
export async function startClocks(session: TenantSession, starts: readonly ClockStart[]): Promise<StartedClock[]> {
  if (starts.length === 0) return [];
  const rows = starts.map((start) => ({ ...start, now: session.now, zero: 0, state: 'running' }));
  const started = await session.db
    .insertInto('slaClock')
    .columns([
      'orgId',
      'createdAt',
      'updatedAt',
      'metric',
      'recordType',
      'recordId',
      'cycle',
      'slaRuleId',
      'ruleVersion',
      'targetSeconds',
      'state',
      'startedAt',
      'runningSince',
      'consumedSeconds',
      'warnAt',
      'dueAt',
      'nextActionAt',
    ])
    .expression((eb) =>
      eb
        .selectFrom(jsonRows('s', startColumns, rows))
        .innerJoin('slaRule as r', (join) =>
          join
            .onRef('r.metric', '=', 's.metric')
            .onRef('r.recordType', '=', 's.recordType')
            .on('r.orgId', '=', session.orgId)
            .on('r.active', '=', true),
        )
        .select(['r.orgId', 's.now as createdAt', 's.now as updatedAt', 's.metric', 's.recordType', 's.recordId'])
        .select((row) =>
          row(
            row.fn.coalesce(
              row
                .selectFrom('slaClock as c')
                .select((max) => max.fn.max('c.cycle').as('cycle'))
                .where('c.orgId', '=', session.orgId)
                .whereRef('c.recordType', '=', 's.recordType')
                .whereRef('c.recordId', '=', 's.recordId')
                .whereRef('c.metric', '=', 's.metric'),
              row.lit(0),
            ),
            '+',
            row.lit(1),
          ).as('cycle'),
        )
        .select(['r.slaRuleId', 'r.ruleVersion', 'r.targetSeconds', 's.state', 's.at as startedAt'])
        .select(['s.at as runningSince', 's.zero as consumedSeconds'])
        .select((row) => {
          // Whole seconds: both engines divide integers without a remainder.
          const warnSeconds = row(row('r.targetSeconds', '*', row.ref('r.warnPercent')), '/', row.lit(100));
          const warnAt = secondsAfter(row.ref('s.at'), warnSeconds);
          const dueAt = secondsAfter(row.ref('s.at'), row.ref('r.targetSeconds'));
          return [warnAt.as('warnAt'), dueAt.as('dueAt'), warnAt.as('nextActionAt')];
        })
        .where((row) =>
          row.not(
            row.exists(
              row
                .selectFrom('slaClock as c')
                .select('c.slaClockId')
                .where('c.orgId', '=', session.orgId)
                .whereRef('c.recordType', '=', 's.recordType')
                .whereRef('c.recordId', '=', 's.recordId')
                .whereRef('c.metric', '=', 's.metric')
                .where('c.state', '<>', 'stopped'),
            ),
          ),
        ),
    )
    .returning(['recordType', 'recordId', 'metric', 'warnAt', 'dueAt'])
    .execute();
  return started;
}

const startColumns = {
  metric: 'text',
  recordType: 'text',
  recordId: 'bigint',
  at: 'time',
  now: 'time',
  zero: 'int',
  state: 'text',
} as const;

/** Which clocks of a record are meant: one metric's, or (null) all. */
export interface ClockChange {
  readonly metric: SlaMetric | null;
  readonly recordType: WorkRecordType;
  readonly recordId: number;
  readonly at: Date;
}

/** A row set of changes, and the condition that ties it (alias `s`) to `slaClock`. */
export const changeColumns = { metric: 'text', recordType: 'text', recordId: 'bigint', at: 'time' } as const;
export const clockOfChange =
  (orgId: number) =>
  (eb: ExpressionBuilder<Tables & { s: ClockChange }, 'slaClock' | 's'>) =>
    eb.and([
      eb('slaClock.orgId', '=', orgId),
      eb('slaClock.recordType', '=', eb.ref('s.recordType')),
      eb('slaClock.recordId', '=', eb.ref('s.recordId')),
      eb.or([eb('s.metric', 'is', null), eb('slaClock.metric', '=', eb.ref('s.metric'))]),
    ]);
