import { jsonRows, secondsAfter } from '../db/portable.ts';
import type { TenantSession } from '../db/session.ts';
import type { SlaMetric } from '../db/tables/sla.ts';
import type { WorkRecordType } from '../db/tables/workstream.ts';
import type { Draft } from '../events/emit.ts';
import { changeColumns, clockOfChange, type ClockChange } from './clock-change.ts';
import { breachedDraft, endBreaches, resolvedDraft, type StoppedClock } from './ended-breaches.ts';

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

/** What stopping did to one record. */
export interface ClockStop {
  readonly recordType: WorkRecordType;
  readonly recordId: number;
  readonly metrics: readonly SlaMetric[];
  /** `sla.breached` and `sla.resolved`, which the caller numbers and emits with its own events of the record. */
  readonly drafts: readonly Draft[];
}

/**
 * Stops the running and paused clocks that `stops` name, whatever the number: one statement when all were in time. A clock
 * that had passed its target unnoticed gets its breach now, with its true time, resolved at once; an open breach is resolved.
 * That takes one statement more, or two (see endBreaches). Reaching the target exactly counts as passing it, as it does for the sweep.
 * A record appears in the answer only when a clock of it stopped. The records must be locked.
 */
export async function stopClocks(session: TenantSession, stops: readonly ClockChange[]): Promise<ClockStop[]> {
  if (stops.length === 0) return [];
  const stopped = await stop(session, stops);
  const late = stopped.filter((clock) => clock.breachedAt !== null);
  const { missed, open } = await endBreaches(session, late);
  const records = Map.groupBy(stopped, (clock) => `${clock.recordType} ${clock.recordId}`);
  return [...records.values()].flatMap((clocks) => {
    const [first] = clocks;
    if (first === undefined) return [];
    const { recordType, recordId } = first;
    const ids = new Set(clocks.map((clock) => clock.slaClockId));
    const drafts = [
      ...missed
        .filter((breach) => ids.has(breach.slaClockId))
        .flatMap((breach) => [breachedDraft(breach), resolvedDraft(breach)]),
      ...open.filter((breach) => ids.has(breach.slaClockId)).map(resolvedDraft),
    ];
    return [{ recordType, recordId, metrics: clocks.map((clock) => clock.metric), drafts }];
  });
}

async function stop(session: TenantSession, stops: readonly ClockChange[]): Promise<StoppedClock[]> {
  return session.db
    .updateTable('slaClock')
    .from(jsonRows('s', changeColumns, stops))
    .set((eb) => ({
      state: 'stopped',
      // The start of the last segment stays, so that what was consumed can be told: see totalConsumedSeconds.
      stoppedAt: eb.ref('s.at'),
      nextActionAt: null,
      // A paused clock's thresholds stand still: only a running one can have passed them.
      warnedAt: eb
        .case()
        .when(
          eb.and([
            eb('slaClock.state', '=', 'running'),
            eb('slaClock.warnedAt', 'is', null),
            eb('slaClock.warnAt', '<=', eb.ref('s.at')),
          ]),
        )
        .then(eb.ref('slaClock.warnAt'))
        .else(eb.ref('slaClock.warnedAt'))
        .end(),
      breachedAt: eb
        .case()
        .when(
          eb.and([
            eb('slaClock.state', '=', 'running'),
            eb('slaClock.breachedAt', 'is', null),
            eb('slaClock.dueAt', '<=', eb.ref('s.at')),
          ]),
        )
        .then(eb.ref('slaClock.dueAt'))
        .else(eb.ref('slaClock.breachedAt'))
        .end(),
      updatedAt: session.now,
      version: eb('slaClock.version', '+', eb.lit(1)),
    }))
    .where(clockOfChange(session.orgId))
    .where('slaClock.state', '<>', 'stopped')
    .returning([
      'slaClock.slaClockId',
      'slaClock.metric',
      'slaClock.recordType',
      'slaClock.recordId',
      'slaClock.breachedAt',
      'slaClock.stoppedAt',
    ])
    .execute();
}
