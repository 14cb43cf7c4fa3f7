import type { TimerSchedule } from './timer-schedule.ts';
import { firstStatus, type TimerStatus, type TimerStatusStore } from './timer-status.ts';

/** Time as the timers see it. */
export interface TimerClock {
  now(): Date;
  /** Calls back after `ms` milliseconds; the returned function cancels. */
  after(ms: number, callback: () => void): () => void;
}

/** The clock on the wall. A waiting timer does not keep the process alive. */
export const wallClock: TimerClock = {
  now: () => new Date(),
  after(ms, callback) {
    const handle = setTimeout(callback, ms).unref();
    return () => clearTimeout(handle);
  },
};

/** A timer to run. */
export interface TimerPlan {
  readonly name: string;
  readonly schedule: TimerSchedule;
  readonly runOnStartup: boolean;
  /** Remember the status, and catch up once when a run was missed. */
  readonly monitor: boolean;
  /** Runs it once and must not reject; the next time is looked up only when it ended, so runs never overlap. */
  readonly run: (isPastDue: boolean) => Promise<void>;
}

// setTimeout's own limit is 2^31-1 ms; a longer wait is done in pieces.
const longestWaitMs = 2_000_000_000;

/** Starts a timer; the returned function stops it for good (a run under way goes on to its end). */
export function startTimer(plan: TimerPlan, clock: TimerClock, store: TimerStatusStore): () => void {
  let stopped = false;
  let cancel = (): void => {};

  const wait = (due: Date): void => {
    if (stopped) return;
    const left = due.getTime() - clock.now().getTime();
    cancel =
      left > longestWaitMs
        ? clock.after(longestWaitMs, () => wait(due))
        : clock.after(Math.max(left, 0), () => fire(due));
  };

  const waitForNext = (after: Date): void => {
    const due = plan.schedule.next(after);
    if (due !== undefined) wait(due);
  };

  const fire = (due: Date | undefined, isPastDue = false): void => {
    if (stopped) return;
    void runOnce(due, isPastDue);
  };

  const runOnce = async (due: Date | undefined, isPastDue: boolean): Promise<void> => {
    const started = clock.now();
    await plan.run(isPastDue);
    // A wait may end a moment early: looking from the later of the two keeps one tick from firing twice.
    const from = due !== undefined && due > clock.now() ? due : clock.now();
    if (plan.monitor) remember(plan, store, started, from);
    waitForNext(from);
  };

  const missed = plan.monitor && isPast(store.read(plan.name), clock.now());
  if (plan.monitor && store.read(plan.name) === undefined) remember(plan, store, undefined, clock.now());
  if (missed || plan.runOnStartup) fire(undefined, missed);
  else waitForNext(clock.now());

  return () => {
    stopped = true;
    cancel();
  };
}

function isPast(status: TimerStatus | undefined, now: Date): boolean {
  return status !== undefined && Date.parse(status.next) < now.getTime();
}

function remember(plan: TimerPlan, store: TimerStatusStore, last: Date | undefined, now: Date): void {
  const fresh = firstStatus(plan.schedule, now);
  store.write(plan.name, last === undefined ? fresh : { ...fresh, last: last.toISOString() });
}
