import { app, type InvocationContext } from '@azure/functions';
import type { LogFacts } from '../../shared/platform/logger.ts';
import type { Logger } from '../../shared/platform/logger.ts';
import { dependencies, type Dependencies } from '../dependencies.ts';
import { invocationLogger } from '../invocation-logger.ts';

/** A job that the clock starts. It may run twice at once and must then do everything once. */
export interface TimerJob {
  /** The function's name. */
  readonly name: string;
  /** The setting that holds its NCRONTAB schedule, UTC. */
  readonly setting: string;
  /** The schedule without that setting. */
  readonly schedule: string;
  /** Does the work and gives the figures for the run's log line. */
  run(deps: Dependencies, logger: Logger): Promise<LogFacts>;
}

/** Registers the jobs with the host. Each run writes one line, also when it fails; a failure is the host's to see. */
export function registerTimers(jobs: readonly TimerJob[]): void {
  for (const job of jobs) {
    app.timer(job.name, {
      schedule: process.env[job.setting] ?? job.schedule,
      handler: (timer, context) => runJob(job, timer.isPastDue, context),
    });
  }
}

async function runJob(job: TimerJob, isPastDue: boolean, context: InvocationContext): Promise<void> {
  const logger = invocationLogger(context);
  const started = performance.now();
  const durationMs = (): number => Math.round(performance.now() - started);
  try {
    const figures = await job.run(await dependencies(), logger);
    logger.log('info', `timer ${job.name}`, { isPastDue, durationMs: durationMs(), ...figures });
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown';
    logger.log('error', `timer ${job.name} failed`, { isPastDue, durationMs: durationMs(), reason });
    throw error;
  }
}
