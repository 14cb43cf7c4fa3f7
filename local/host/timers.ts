import type { App } from './core-object.ts';
import type { InFlight } from './in-flight.ts';
import type { IndexedFunction, TimerFunction } from './indexed-functions.ts';
import { runTimer, type TimerOutcome } from './timer-invocation.ts';
import { startTimer, wallClock } from './timer-runner.ts';
import { createTimerStatusStore, firstStatus } from './timer-status.ts';

/** The timers of the running app. */
export interface Timers {
  /** Runs one by hand; resolves when it ended. A name that is no runnable timer is an outcome, not a throw. */
  fire(name: string, isPastDue: boolean): Promise<TimerOutcome>;
  /** No timer fires by its schedule from now on; runs under way go on. */
  stop(): void;
}

/** What the timers need. */
interface TimersOptions {
  readonly app: App;
  readonly functions: readonly IndexedFunction[];
  readonly inFlight: InFlight;
  /** False: only by hand. */
  readonly scheduled: boolean;
  readonly statusFile: string | undefined;
  readonly timeoutMs: number;
}

/** Starts the timers that are neither off nor in error. */
export function startTimers(options: TimersOptions): Timers {
  const { app, inFlight } = options;
  const store = createTimerStatusStore(options.statusFile);
  const timers = options.functions.filter((one) => one.kind === 'timer' && !one.disabled) as TimerFunction[];

  const run = async (timer: TimerFunction, isPastDue: boolean): Promise<TimerOutcome> => {
    const status = timer.monitor
      ? (store.read(timer.fn.name) ?? firstStatus(timer.schedule, wallClock.now()))
      : undefined;
    const work = runTimer(app, timer, isPastDue, status, options.timeoutMs);
    inFlight.track(timer.fn.name, work);
    return await work;
  };

  const stops = (options.scheduled ? timers : []).map((timer) =>
    startTimer(
      {
        name: timer.fn.name,
        schedule: timer.schedule,
        runOnStartup: timer.runOnStartup,
        monitor: timer.monitor,
        run: async (isPastDue) => void (await run(timer, isPastDue)),
      },
      wallClock,
      store,
    ),
  );

  return {
    async fire(name, isPastDue) {
      const timer = timers.find((one) => one.fn.name.toLowerCase() === name.toLowerCase());
      if (timer === undefined) return { ok: false, error: `No timer named "${name}" can run.` };
      return await run(timer, isPastDue);
    },
    stop() {
      for (const stop of stops) stop();
    },
  };
}
