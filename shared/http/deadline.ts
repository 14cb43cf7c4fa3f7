import type { Kysely, KyselyPlugin } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { AppError } from '../platform/errors.ts';

/** The time that one request has. */
export interface Deadline {
  /** The same database, which sends no statement any more once the time is up: it throws `timed_out` instead. */
  readonly guard: (db: Kysely<Tables>) => Kysely<Tables>;
  /**
   * Called right before a commit: from here on the caller is told what became of it, however long that takes. Throws `timed_out`
   * when the time is up.
   */
  readonly hold: () => void;
}

/**
 * Runs `work`, and rejects with `timed_out` after `ms` although the work goes on. The work ends with its next statement, or before its
 * commit, so that its transaction is rolled back; a statement that runs already is bounded by the database's own limit.
 */
export async function withinDeadline<T>(ms: number, work: (deadline: Deadline) => Promise<T>): Promise<T> {
  const end = performance.now() + ms;
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(timedOut()), ms);
  const check = (): void => {
    if (performance.now() >= end) throw timedOut();
  };
  const refusing: KyselyPlugin = {
    transformQuery({ node }) {
      check();
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  const deadline: Deadline = {
    guard: (db) => db.withPlugin(refusing),
    hold() {
      check();
      clearTimeout(timer);
    },
  };
  try {
    return await Promise.race([work(deadline), late]);
  } finally {
    clearTimeout(timer);
  }
}

function timedOut(): AppError {
  return new AppError('timed_out', 'The request took too long and was given up.', { retryAfterSeconds: 5 });
}
