import type { InvocationContext } from '@azure/functions';
import { describeError, PlainError } from '../../shared/platform/describe-error.ts';
import type { LogFacts, Logger } from '../../shared/platform/logger.ts';
import { record } from '../../shared/platform/metrics.ts';
import { spanBelow, traceparentOf } from '../../shared/platform/trace-context.ts';
import { inWork } from '../../shared/platform/work-context.ts';
import { dependencies, type Dependencies } from '../dependencies.ts';

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

/** How a run of a job ends, as its line and its metric say it. */
export type JobOutcome = 'ok' | 'failed';

/**
 * Runs a job once and writes its one line, also when it fails. A failure is the host's to see, but not its message: the host would log it, and messages
 * of drivers repeat values.
 */
export async function runJob(
  job: TimerJob,
  isPastDue: boolean,
  context: InvocationContext,
  logger: Logger,
): Promise<void> {
  const started = performance.now();
  const span = spanBelow(context.traceContext?.traceParent);
  const trips = { count: 0 };
  const report = (outcome: JobOutcome, facts: LogFacts): void => {
    const durationMs = Math.round(performance.now() - started);
    record('flowledger.job.duration', durationMs / 1000, { 'flowledger.job': job.name, 'flowledger.outcome': outcome });
    logger.log(outcome === 'ok' ? 'info' : 'error', 'job', {
      requestId: context.invocationId,
      traceId: span.traceId,
      spanId: span.spanId,
      parentSpanId: span.parentSpanId,
      name: job.name,
      orgId: null,
      subject: `system:${job.name}`,
      status: outcome,
      durationMs,
      roundTrips: trips.count,
      isPastDue,
      ...facts,
    });
  };
  try {
    const work = { correlationId: context.invocationId, traceparent: traceparentOf(span), trips };
    report('ok', await inWork(work, async () => withPool(await dependencies(), (deps) => job.run(deps, logger))));
  } catch (error) {
    report('failed', { error: describeError(error) });
    throw new PlainError(`The job ${job.name} failed; its log line says why.`);
  }
}

/** The figures of a run with those of the connection pool behind it. */
async function withPool(deps: Dependencies, run: (deps: Dependencies) => Promise<LogFacts>): Promise<LogFacts> {
  const figures = await run(deps);
  const { open, idle, waiting, max } = deps.engine.pool();
  return { ...figures, poolOpen: open, poolIdle: idle, poolWaiting: waiting, poolMax: max };
}
