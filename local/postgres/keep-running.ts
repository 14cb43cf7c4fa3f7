import { setTimeout as delay } from 'node:timers/promises';
import type { ServerProcess } from './server-process.ts';

/** A server that is started again whenever it ends by itself, until it is stopped. */
export interface KeptServer {
  /** The process that serves now, or served last. */
  readonly pid: number;
  /** Ends the server and the keeping. Resolves when both have ended; safe to repeat. */
  stop(): Promise<void>;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
/** A server that has lived this long is taken to be well: the pauses begin anew. */
const WELL_MS = 60_000;

/**
 * Keeps a server running. One that ends without being asked to (killed, out of memory) is launched again by `launch`, after a pause that doubles
 * from 100 ms to 10 s while that fails or the server ends again within a minute. `tell` gets a sentence about each of these.
 */
export function keepRunning(
  first: ServerProcess,
  launch: () => Promise<ServerProcess>,
  tell: (sentence: string) => void,
): KeptServer {
  const stopping = new AbortController();
  let current = first;

  const keep = async (): Promise<void> => {
    let pause = FIRST_PAUSE_MS;
    for (;;) {
      const since = performance.now();
      await current.ended;
      if (stopping.signal.aborted) return;
      tell('PostgreSQL ended without being asked to; it is started again.');
      if (performance.now() - since > WELL_MS) pause = FIRST_PAUSE_MS;
      do {
        await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) return;
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      } while (!(await relaunch()));
    }
  };
  const relaunch = async (): Promise<boolean> => {
    try {
      current = await launch();
      if (stopping.signal.aborted) await current.stop();
      return true;
    } catch (error) {
      tell(`PostgreSQL could not be started again, which is tried anew: ${(error as Error).message}`);
      return false;
    }
  };

  const kept = keep();
  return {
    get pid() {
      return current.pid;
    },
    stop: async () => {
      stopping.abort();
      await current.stop();
      await kept;
    },
  };
}
