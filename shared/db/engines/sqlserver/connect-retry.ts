import { errorNumber, faultOfSqlServer, isConnectError, isTokenError } from './faults.ts';

/** What retrying reads from its surroundings; tests bring their own. */
export interface Patience {
  /** From the first failure on, in milliseconds. */
  readonly forMs: number;
  readonly now: () => number;
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

const firstPauseMs = 200;
const longestPauseMs = 5_000;

/**
 * Runs `open` again, with growing and jittered pauses, while it fails because no connection could be made and the reason may pass. Rethrows the
 * last failure when patience ends. A statement that has reached the server is never repeated.
 */
export async function retryConnect<T>(open: () => Promise<T>, patience: Patience): Promise<T> {
  let deadline: number | null = null;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await open();
    } catch (error) {
      if (!mayPass(error)) throw error;
      deadline ??= patience.now() + patience.forMs;
      const pause = pauseBefore(attempt, patience.random());
      if (patience.now() + pause > deadline) throw error;
      await patience.sleep(pause);
    }
  }
}

/** Between half and the whole of a pause that doubles up to five seconds. */
function pauseBefore(attempt: number, random: number): number {
  const whole = Math.min(longestPauseMs, firstPauseMs * 2 ** attempt);
  return Math.round(whole * (0.5 + random / 2));
}

/** A login that is refused for another reason than the database's state stays refused. */
function mayPass(error: unknown): boolean {
  if (!isConnectError(error) || faultOfSqlServer(error)?.kind !== 'unavailable') return false;
  // A machine that has just started may not have its identity yet.
  if (isTokenError(error)) return true;
  const { code } = error as { readonly code?: unknown };
  return code === 'ESOCKET' || code === 'ETIMEOUT' || code === 'EINSTLOOKUP' || isTransient(errorNumber(error));
}

function isTransient(number: number | null): boolean {
  if (number === null) return false;
  return faultOfSqlServer(Object.assign(new Error('transient?'), { number }))?.kind === 'unavailable';
}
