import { setTimeout as wait } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { committing } from './after-commit.ts';
import type { Engine, FaultKind, RoundTrips, Scope } from './engine.ts';
import { LostRaceError } from './lost-race.ts';
import type { Tables } from './tables.ts';

/**
 * How often a transaction is run again whole, by what stopped it. A deadlock was nobody's fault, nor is a migration that runs meanwhile. A unique or foreign key that was violated
 * although the domain had looked first means that somebody else was quicker: the second run sees their row and decides anew.
 */
const runsAgain: Readonly<Partial<Record<FaultKind | 'lost_race', number>>> = {
  deadlock: 3,
  outdated: 3,
  lost_race: 3,
  unique: 5,
  foreign_key: 1,
};

/**
 * Runs `work` in one transaction, again from the start after a deadlock, a migration under it or a `LostRaceError` (at most three times) or a lost race
 * on a key (five times for a unique one: each run may meet another rival; once for a foreign one). `work` must have no effect outside the transaction. Rejects with the last error.
 */
export async function runTransaction<T>(
  engine: Engine,
  scope: Scope,
  trips: RoundTrips,
  work: (db: Kysely<Tables>) => Promise<T>,
): Promise<T> {
  const left = { ...runsAgain };
  for (let run = 1; ; run += 1) {
    try {
      return await committing(() => engine.transaction(scope, trips, work));
    } catch (error) {
      const kind = error instanceof LostRaceError ? 'lost_race' : engine.faultOf(error)?.kind;
      const again = kind === undefined ? 0 : (left[kind] ?? 0);
      if (kind === undefined || again === 0) throw error;
      left[kind] = again - 1;
      // Jitter keeps two rivals from meeting again.
      await wait(run * 10 * Math.random());
    }
  }
}
