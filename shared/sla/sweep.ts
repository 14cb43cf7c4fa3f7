import type { Engine } from '../db/engine.ts';
import { inSystemTransaction, openSystem } from '../db/open-tenant.ts';
import type { SystemSession } from '../db/session.ts';
import { emitAcross, sequenced, type Draft } from '../events/emit.ts';
import type { Clock } from '../platform/clock.ts';
import { openBreaches, passThresholds, readDueClocks, type DueClock } from './due-clocks.ts';
import { lockFreeRecords, recordKey, reserveSequences } from './record-streams.ts';

export interface SweepDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  /** Clocks of one transaction, at most 1,000. */
  readonly batchSize: number;
  /** No new batch is begun after this. */
  readonly budgetMs: number;
}

/** What a run did. */
export interface SweepReport {
  readonly batches: number;
  readonly warned: number;
  readonly breached: number;
  /** Due clocks whose record somebody else held, or who were acted on meanwhile; the next run looks at them again. */
  readonly skipped: number;
  /** True when the budget ended the run with clocks left. */
  readonly cutShort: boolean;
}

/** 1,000 clocks a batch; 80 % of a five-minute budget. */
export const defaultSweepSettings = { batchSize: 1000, budgetMs: 240_000 };

/**
 * Records every threshold that running clocks have passed by now: warnings, breaches (at most one open per clock) and their
 * events, with their true times, each batch in one transaction of a fixed number of statements. Passes over the due clocks
 * once, by a seek: what the other clocks are like costs nothing. Any number of runs at once record each threshold once.
 *
 * A clock that is past its target at once gets both events; the warning is marked `superseded`, so that only the worst is
 * alerted.
 */
export async function sweepSla(deps: SweepDeps): Promise<SweepReport> {
  const { engine, clock, batchSize, budgetMs } = deps;
  const started = performance.now();
  const report = { batches: 0, warned: 0, breached: 0, skipped: 0, cutShort: false };
  let after: DueClock | null = null;
  for (;;) {
    const { db, now } = openSystem(engine, clock, 'sla');
    const due: DueClock[] = await readDueClocks(db, now, batchSize, after);
    after = due.at(-1) ?? null;
    if (after === null) return report;
    const done = await inSystemTransaction(engine, clock, 'sla', (session) => recordBatch({ ...session, now }, due));
    report.batches += 1;
    report.warned += done.warned;
    report.breached += done.breached;
    report.skipped += due.length - done.clocks;
    if (due.length < batchSize) return report;
    if (performance.now() - started >= budgetMs) return { ...report, cutShort: true };
  }
}

interface BatchReport {
  readonly clocks: number;
  readonly warned: number;
  readonly breached: number;
}

/** The order of locks is record, then clock, as in every change of a record. */
async function recordBatch(session: SystemSession, due: readonly DueClock[]): Promise<BatchReport> {
  const { db, now } = session;
  const records = await lockFreeRecords(db, due);
  const held = due.filter((clock) => records.has(recordKey(clock)));
  const passed = await passThresholds(db, held, now);
  const clocks = held.filter((clock) => passed.has(clock.slaClockId));
  const late = clocks.filter((clock) => clock.dueAt <= now);
  const breaches = await openBreaches(db, late, now);
  await writeEvents(session, clocks, breaches);
  const warned = clocks.filter((clock) => clock.warnedAt === null).length;
  return { clocks: clocks.length, warned, breached: breaches.size };
}

async function writeEvents(
  session: SystemSession,
  clocks: readonly DueClock[],
  breaches: ReadonlyMap<number, number>,
): Promise<void> {
  const drafted = clocks.map((clock) => ({ clock, drafts: draftsOf(clock, breaches, session.now) }));
  const byRecord = [...Map.groupBy(drafted, ({ clock }) => recordKey(clock)).entries()].flatMap(([key, entries]) => {
    const drafts = entries.flatMap((entry) => entry.drafts);
    const clock = entries[0]?.clock;
    return clock === undefined || drafts.length === 0 ? [] : [{ key, clock, drafts }];
  });
  const counts = byRecord.map(({ clock, drafts }) => ({
    orgId: clock.orgId,
    recordType: clock.recordType,
    recordId: clock.recordId,
    count: drafts.length,
  }));
  const bases = await reserveSequences(session.db, counts);
  await emitAcross(
    session,
    byRecord.flatMap(({ key, clock, drafts }) =>
      sequenced(bases.get(key) ?? 0, drafts).map((event) => ({ ...event, orgId: clock.orgId })),
    ),
  );
}

function draftsOf(clock: DueClock, breaches: ReadonlyMap<number, number>, now: Date): Draft[] {
  const { recordType, recordId, slaClockId, metric, warnAt, dueAt } = clock;
  const slaBreachId = breaches.get(slaClockId);
  const drafts: Draft[] = [];
  if (clock.warnedAt === null) {
    const superseded = dueAt <= now;
    const payload = { slaClockId, metric, warnAt, dueAt, detectedAt: now, superseded };
    drafts.push({ type: 'sla.warned', recordType, recordId, happenedAt: warnAt, payload });
  }
  if (slaBreachId !== undefined) {
    const payload = { slaClockId, slaBreachId, metric, breachedAt: dueAt, detectedAt: now };
    drafts.push({ type: 'sla.breached', recordType, recordId, happenedAt: dueAt, payload });
  }
  return drafts;
}
