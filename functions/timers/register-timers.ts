import { app } from '@azure/functions';
import { invocationLogger } from '../invocation-logger.ts';
import { runJob, type TimerJob } from './run-job.ts';

/** Registers the jobs with the host. */
export function registerTimers(jobs: readonly TimerJob[]): void {
  for (const job of jobs) {
    app.timer(job.name, {
      schedule: process.env[job.setting] ?? job.schedule,
      handler: (timer, context) => runJob(job, timer.isPastDue, context, invocationLogger(context)),
    });
  }
}
