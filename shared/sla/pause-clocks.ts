import { jsonRows } from '../db/portable.ts';
import type { TenantSession } from '../db/session.ts';
import type { ClockState } from '../db/tables/sla.ts';
import { changeColumns, clockOfChange, type ClockChange } from './clock-change.ts';
import { consumedAt, nextAction, resumedTimes } from './clock-arithmetic.ts';

/**
 * Pauses the running clocks that `changes` name: what they have consumed is closed and their thresholds stand still.
 * Two statements, whatever the number; the records must be locked, which is what keeps the clocks still between the two.
 * Gives the number of clocks paused. A clock that has passed its target stays running: its breach is open.
 */
export async function pauseClocks(session: TenantSession, changes: readonly ClockChange[]): Promise<number> {
  const clocks = (await readClocks(session, changes, 'running')).filter((clock) => clock.dueAt > clock.at);
  return writeClocks(
    session,
    'paused',
    clocks.map((clock) => ({
      slaClockId: clock.slaClockId,
      consumedSeconds: consumedAt(clock, clock.at),
      runningSince: null,
      stoppedAt: clock.at,
      warnAt: clock.warnAt,
      dueAt: clock.dueAt,
      nextActionAt: null,
    })),
  );
}

/** Lets the paused clocks that `changes` name run again; their thresholds move by the length of the pause. Two statements. */
export async function resumeClocks(session: TenantSession, changes: readonly ClockChange[]): Promise<number> {
  const clocks = await readClocks(session, changes, 'paused');
  return writeClocks(
    session,
    'running',
    clocks.map((clock) => {
      const times = resumedTimes(clock, clock.stoppedAt ?? clock.at, clock.at);
      return {
        slaClockId: clock.slaClockId,
        consumedSeconds: clock.consumedSeconds,
        runningSince: clock.at,
        stoppedAt: null,
        ...times,
        nextActionAt: nextAction({ ...clock, ...times }),
      };
    }),
  );
}

async function readClocks(session: TenantSession, changes: readonly ClockChange[], state: ClockState) {
  if (changes.length === 0) return [];
  return session.db
    .selectFrom('slaClock')
    .innerJoin(jsonRows('s', changeColumns, changes), (join) => join.on(clockOfChange(session.orgId)))
    .selectAll('slaClock')
    .select('s.at')
    .where('slaClock.state', '=', state)
    .execute();
}

interface ClockRow {
  readonly slaClockId: number;
  readonly consumedSeconds: number;
  readonly runningSince: Date | null;
  readonly stoppedAt: Date | null;
  readonly warnAt: Date;
  readonly dueAt: Date;
  readonly nextActionAt: Date | null;
}

const clockColumns = {
  slaClockId: 'bigint',
  consumedSeconds: 'int',
  runningSince: 'time',
  stoppedAt: 'time',
  warnAt: 'time',
  dueAt: 'time',
  nextActionAt: 'time',
} as const;

async function writeClocks(session: TenantSession, state: ClockState, rows: readonly ClockRow[]): Promise<number> {
  if (rows.length === 0) return 0;
  const written = await session.db
    .updateTable('slaClock')
    .from(jsonRows('w', clockColumns, rows))
    .set((eb) => ({
      state,
      consumedSeconds: eb.ref('w.consumedSeconds'),
      runningSince: eb.ref('w.runningSince'),
      stoppedAt: eb.ref('w.stoppedAt'),
      warnAt: eb.ref('w.warnAt'),
      dueAt: eb.ref('w.dueAt'),
      nextActionAt: eb.ref('w.nextActionAt'),
      updatedAt: session.now,
      version: eb('slaClock.version', '+', eb.lit(1)),
    }))
    .where('slaClock.orgId', '=', session.orgId)
    .whereRef('slaClock.slaClockId', '=', 'w.slaClockId')
    .where('slaClock.state', '=', state === 'paused' ? 'running' : 'paused')
    .returning('slaClock.slaClockId')
    .execute();
  return written.length;
}
