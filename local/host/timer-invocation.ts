import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { App } from './core-object.ts';
import type { RetryContext, RetryOptions } from './core-types.ts';
import { describeError, errorMessage } from './host-log.ts';
import { traceContext } from './http-exchange.ts';
import type { TimerFunction } from './indexed-functions.ts';
import { invoke } from './invocation.ts';
import type { TimerStatus } from './timer-status.ts';

/** How a timer's run ended. */
export interface TimerOutcome {
  readonly ok: boolean;
  readonly error?: string;
}

/**
 * Runs a timer function once, with its retries (all under one invocation id). Never rejects: a failure is logged and told.
 * A run longer than `timeoutMs` is reported by name; on Azure it would end the worker.
 */
export async function runTimer(
  app: App,
  timer: TimerFunction,
  isPastDue: boolean,
  status: TimerStatus | undefined,
  timeoutMs: number,
): Promise<TimerOutcome> {
  const invocationId = randomUUID();
  const name = timer.fn.name;
  const write = (level: 'error' | 'critical', message: string): void =>
    app.write({ level, category: 'host', functionName: name, invocationId, message });
  const stopWatch = watch(timeoutMs, () =>
    write('critical', `Timer "${name}" runs over functionTimeout (${timeoutMs} ms): Azure would restart the worker.`),
  );
  try {
    return await attempts(app, timer, { isPastDue, status, invocationId, write });
  } finally {
    stopWatch();
  }
}

interface Run {
  readonly isPastDue: boolean;
  readonly status: TimerStatus | undefined;
  readonly invocationId: string;
  readonly write: (level: 'error', message: string) => void;
}

async function attempts(app: App, timer: TimerFunction, run: Run): Promise<TimerOutcome> {
  const policy = timer.fn.metadata.retryOptions;
  const maxRetryCount = policy?.maxRetryCount ?? 0;
  let exception: RetryContext['exception'];
  for (let retryCount = 0; ; retryCount += 1) {
    const retryContext = { retryCount, maxRetryCount, ...(exception === undefined ? {} : { exception }) };
    const outcome = await invoke(app, timer.fn, {
      invocationId: run.invocationId,
      functionId: timer.fn.id,
      inputData: [{ name: timer.binding, data: { json: timerData(run) } }],
      triggerMetadata: {},
      traceContext: traceContext({}),
      ...(policy === undefined ? {} : { retryContext }),
    });
    if (outcome.kind === 'completed') return { ok: true };
    run.write('error', `Timer "${timer.fn.name}" failed: ${describeError(outcome.error)}`);
    if (maxRetryCount !== -1 && retryCount >= maxRetryCount) return { ok: false, error: errorMessage(outcome.error) };
    exception = { message: errorMessage(outcome.error), stackTrace: describeError(outcome.error) };
    // Not worth keeping a stopping process alive for.
    await delay(retryDelayMs(policy, retryCount), undefined, { ref: false });
  }
}

/** What the timer's handler gets, in the casing of the real host; the library turns it to camel case. */
function timerData(run: Run): string {
  const { status } = run;
  return JSON.stringify({
    Schedule: { AdjustForDST: true },
    ScheduleStatus:
      status === undefined ? null : { Last: status.last, Next: status.next, LastUpdated: status.lastUpdated },
    IsPastDue: run.isPastDue,
  });
}

/** The pause before the retry after attempt number `retryCount`, in milliseconds. */
export function retryDelayMs(policy: RetryOptions | undefined, retryCount: number): number {
  if (policy?.retryStrategy !== 'exponentialBackoff') return (policy?.delayInterval?.seconds ?? 0) * 1000;
  const least = policy.minimumInterval?.seconds ?? 0;
  const most = policy.maximumInterval?.seconds ?? least;
  return Math.min(most, least * 2 ** retryCount) * 1000;
}

function watch(ms: number, onTime: () => void): () => void {
  if (!Number.isFinite(ms)) return () => undefined;
  const handle = setTimeout(onTime, ms).unref();
  return () => clearTimeout(handle);
}
