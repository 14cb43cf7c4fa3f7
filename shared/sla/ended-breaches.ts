import { jsonRows } from '../db/portable.ts';
import type { TenantSession } from '../db/session.ts';
import type { SlaMetric } from '../db/tables/sla.ts';
import type { WorkRecordType } from '../db/tables/workstream.ts';
import type { Draft } from '../events/emit.ts';

/** A clock that has just stopped. */
export interface StoppedClock {
  readonly slaClockId: number;
  readonly metric: SlaMetric;
  readonly recordType: WorkRecordType;
  readonly recordId: number;
  readonly breachedAt: Date | null;
  readonly stoppedAt: Date | null;
}

/** A breach that ended with its clock. */
export interface EndedBreach extends Omit<StoppedClock, 'breachedAt' | 'stoppedAt'> {
  readonly slaBreachId: number;
  readonly breachedAt: Date;
  readonly detectedAt: Date;
  readonly resolvedAt: Date | null;
}

const copied = ['slaClockId', 'metric', 'recordType', 'recordId', 'breachedAt', 'detectedAt', 'resolvedAt'] as const;
const answered = ['slaBreachId', ...copied] as const;
const missedColumns = {
  slaClockId: 'bigint',
  metric: 'text',
  recordType: 'text',
  recordId: 'bigint',
  breachedAt: 'time',
  detectedAt: 'time',
  resolvedAt: 'time',
  now: 'time',
} as const;

/** What the sweep, which runs each minute, has noticed by then: nearly always. */
const noticedAfterMs = 150_000;

/**
 * Ends the breaches of clocks that stopped late: those that the sweep has recorded are resolved, those that it has missed are recorded, resolved. One
 * statement when the clocks are all of one sort and the sweep was in time; two at most. Which is tried first makes no difference to what is written.
 */
export async function endBreaches(
  session: TenantSession,
  late: readonly StoppedClock[],
): Promise<{ readonly missed: readonly EndedBreach[]; readonly open: readonly EndedBreach[] }> {
  const first = late[0]?.breachedAt;
  if (!first) return { missed: [], open: [] };
  if (session.now.getTime() - first.getTime() < noticedAfterMs) {
    const missed = await recordMissed(session, late);
    return { missed, open: await resolveOpen(session, without(late, missed)) };
  }
  const open = await resolveOpen(session, late);
  return { open, missed: await recordMissed(session, without(late, open)) };
}

function without(clocks: readonly StoppedClock[], breaches: readonly EndedBreach[]): readonly StoppedClock[] {
  const done = new Set(breaches.map((breach) => breach.slaClockId));
  return clocks.filter((clock) => !done.has(clock.slaClockId));
}

/** Writes the breaches that nobody had noticed, ended at once; a clock that has one already is left alone. One statement. */
async function recordMissed(session: TenantSession, late: readonly StoppedClock[]): Promise<EndedBreach[]> {
  if (late.length === 0) return [];
  const { orgId, now } = session;
  const rows = late.map(({ stoppedAt, ...clock }) => ({ ...clock, now, detectedAt: now, resolvedAt: stoppedAt }));
  return session.db
    .insertInto('slaBreach')
    .columns([...copied, 'orgId', 'createdAt', 'updatedAt'])
    .expression((eb) =>
      eb
        .selectFrom(jsonRows('l', missedColumns, rows))
        .innerJoin('slaClock as c', (join) => join.onRef('c.slaClockId', '=', 'l.slaClockId').on('c.orgId', '=', orgId))
        .select(copied.map((name) => `l.${name}` as const))
        .select(['c.orgId', 'l.now as createdAt', 'l.now as updatedAt'])
        .where((row) =>
          row.not(
            row.exists(
              row
                .selectFrom('slaBreach as b')
                .select('b.slaBreachId')
                .where('b.orgId', '=', orgId)
                .whereRef('b.recordType', '=', 'l.recordType')
                .whereRef('b.recordId', '=', 'l.recordId')
                .whereRef('b.slaClockId', '=', 'l.slaClockId'),
            ),
          ),
        ),
    )
    .returning(answered)
    .execute();
}

/** Resolves the open breaches of these clocks. One statement. */
async function resolveOpen(session: TenantSession, late: readonly StoppedClock[]): Promise<EndedBreach[]> {
  if (late.length === 0) return [];
  const rows = late.map((clock) => ({ slaClockId: clock.slaClockId, at: clock.stoppedAt ?? session.now }));
  return session.db
    .updateTable('slaBreach')
    .from(jsonRows('l', { slaClockId: 'bigint', at: 'time' }, rows))
    .set((eb) => ({
      resolvedAt: eb.ref('l.at'),
      updatedAt: session.now,
      version: eb('slaBreach.version', '+', eb.lit(1)),
    }))
    .where('slaBreach.orgId', '=', session.orgId)
    .whereRef('slaBreach.slaClockId', '=', 'l.slaClockId')
    .where('slaBreach.resolvedAt', 'is', null)
    .returning(answered.map((name) => `slaBreach.${name}` as const))
    .execute();
}

/** The event of a breach that began, at its true time. */
export function breachedDraft(breach: EndedBreach): Draft {
  const { recordType, recordId, slaClockId, slaBreachId, metric, breachedAt, detectedAt } = breach;
  const payload = { slaClockId, slaBreachId, metric, breachedAt, detectedAt };
  return { type: 'sla.breached', recordType, recordId, happenedAt: breachedAt, payload };
}

/** The event of a breach that ended. */
export function resolvedDraft(breach: EndedBreach): Draft {
  const { recordType, recordId, slaClockId, slaBreachId, metric, breachedAt, resolvedAt } = breach;
  const payload = { slaClockId, slaBreachId, metric, breachedAt, resolvedAt };
  const when = resolvedAt === null ? {} : { happenedAt: resolvedAt };
  return { type: 'sla.resolved', recordType, recordId, ...when, payload };
}
