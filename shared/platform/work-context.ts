import { AsyncLocalStorage } from 'node:async_hooks';

/** What a run of a job (or an open endpoint) is to those it calls, however deep. */
export interface WorkContext {
  /** Ties what is written to the run's log line. */
  readonly correlationId: string;
  /** The W3C trace of the run. */
  readonly traceparent: string;
  /** Trips to the database so far. */
  readonly trips: { count: number };
}

const running = new AsyncLocalStorage<WorkContext>();

/** Runs `work`; inside of it, `currentWork()` is `context`. */
export function inWork<T>(context: WorkContext, work: () => T): T {
  return running.run(context, work);
}

/** The run that this is part of, if any. */
export function currentWork(): WorkContext | undefined {
  return running.getStore();
}
