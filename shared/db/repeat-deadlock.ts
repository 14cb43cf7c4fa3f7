import { setTimeout as wait } from 'node:timers/promises';
import type { DatabaseFault } from './engine.ts';

const most = 3;

/**
 * Runs a single statement that is its own transaction, again at most three times when it lost a deadlock: the server has rolled it back whole,
 * and nobody else would run it again. Never for a statement within a transaction, which is lost with it.
 */
export async function repeatDeadlock<T>(
  faultOf: (error: unknown) => DatabaseFault | null,
  run: () => Promise<T>,
): Promise<T> {
  for (let repeats = 1; ; repeats += 1) {
    try {
      return await run();
    } catch (error) {
      if (repeats > most || faultOf(error)?.kind !== 'deadlock') throw error;
      // Jitter keeps two rivals from meeting again.
      await wait(repeats * 10 * Math.random());
    }
  }
}
