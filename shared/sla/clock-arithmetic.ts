/** The longest target of a rule: 180 days. Above it `targetSeconds * warnPercent` could leave the 32-bit range in the database. */
export const maxTargetSeconds = 180 * 86_400;

/** The times of a clock that pausing and resuming move. */
export interface ClockTimes {
  readonly targetSeconds: number;
  readonly warnAt: Date;
  /** While it runs: when the target will be used up. While paused: when it would have been at the moment of the pause. */
  readonly dueAt: Date;
}

/** Whole seconds of the target that are used up at `at` by a clock that runs until then. */
export function consumedAt(clock: Pick<ClockTimes, 'targetSeconds' | 'dueAt'>, at: Date): number {
  return clock.targetSeconds - Math.ceil((clock.dueAt.getTime() - at.getTime()) / 1000);
}

/**
 * The thresholds of a clock that was paused at `pausedAt` and runs again from `resumedAt`: what lay ahead moves by the
 * length of the pause, to the millisecond, so that no pause however short changes what is consumed; what had been passed
 * keeps its true time.
 */
export function resumedTimes(clock: ClockTimes, pausedAt: Date, resumedAt: Date): Pick<ClockTimes, 'warnAt' | 'dueAt'> {
  const pause = Math.max(0, resumedAt.getTime() - pausedAt.getTime());
  const moved = (threshold: Date): Date => (threshold <= pausedAt ? threshold : new Date(threshold.getTime() + pause));
  return { warnAt: moved(clock.warnAt), dueAt: moved(clock.dueAt) };
}

/** What a clock must do next: the earliest threshold that is not recorded yet; null when both are. */
export function nextAction(clock: {
  readonly warnAt: Date;
  readonly dueAt: Date;
  readonly warnedAt: Date | null;
  readonly breachedAt: Date | null;
}): Date | null {
  if (clock.breachedAt !== null) return null;
  return clock.warnedAt === null && clock.warnAt < clock.dueAt ? clock.warnAt : clock.dueAt;
}

/** Seconds that a clock has consumed: its closed segments and the one that is open (or was when it stopped). */
export function totalConsumedSeconds(
  clock: { readonly consumedSeconds: number; readonly runningSince: Date | null; readonly stoppedAt: Date | null },
  now: Date,
): number {
  if (clock.runningSince === null) return clock.consumedSeconds;
  const until = clock.stoppedAt ?? now;
  return clock.consumedSeconds + Math.max(0, Math.floor((until.getTime() - clock.runningSince.getTime()) / 1000));
}
