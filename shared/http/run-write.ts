import type { Kysely } from 'kysely';
import type { Engine, RoundTrips } from '../db/engine.ts';
import type { Tables } from '../db/tables.ts';
import type { Witness } from '../db/witness.ts';
import { runTransaction } from '../db/transaction.ts';
import { AppError } from '../platform/errors.ts';
import { withHeaders, type Answer } from './answer.ts';
import type { Deadline } from './deadline.ts';
import { dryRunAnswer, recorder } from './dry-run.ts';
import type { IdempotencyScope } from './idempotency-key.ts';
import { keepAnswer, KeyTakenError, storedAnswer, takeKey } from './idempotency-store.ts';
import { oneAtATime } from './in-flight.ts';

/** One write: who, when, and what to do in the transaction. */
export interface Write {
  readonly engine: Engine;
  readonly orgId: number;
  readonly trips: RoundTrips;
  readonly now: Date;
  /** Null without an Idempotency-Key. */
  readonly idempotency: IdempotencyScope | null;
  /** Does everything, tells what it was, and rolls back. The key is not touched. */
  readonly dryRun: boolean;
  readonly deadline: Deadline;
  /** May run several times, each in a transaction of its own. A witness is there in a dry run only. */
  readonly work: (db: Kysely<Tables>, witness?: Witness) => Promise<Answer>;
}

/** Carries the answer out of a transaction that must not commit. */
class DryRunEnd extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super('dry run');
    this.answer = answer;
  }
}

/** Runs a write in one transaction: the idempotency record, the change and its events commit together, or none of them does. */
export async function runWrite(write: Write): Promise<Answer> {
  if (write.dryRun) return runDry(write);
  const { idempotency } = write;
  if (idempotency === null) return runOnce(write, null);
  return oneAtATime(idempotency, () => runUnderKey(write, idempotency));
}

async function runUnderKey(write: Write, idempotency: IdempotencyScope): Promise<Answer> {
  // The second try is for a key that had expired and has just been removed.
  for (let tries = 0; tries < 3; tries += 1) {
    try {
      return await runOnce(write, idempotency);
    } catch (error) {
      if (!(error instanceof KeyTakenError)) throw error;
      const stored = await storedAnswer(write.engine, write.trips, idempotency, write.now);
      if (stored !== null) return withHeaders(stored, { 'idempotency-replayed': 'true' });
    }
  }
  const message = 'Other requests with this Idempotency-Key are running.';
  throw new AppError('idempotency_in_progress', message, { retryAfterSeconds: 1 });
}

function runOnce(write: Write, idempotency: IdempotencyScope | null): Promise<Answer> {
  const { engine, orgId, trips, now, deadline, work } = write;
  return runTransaction(engine, { kind: 'tenant', orgId }, trips, async (db) => {
    if (idempotency !== null) await takeKey(engine, db, idempotency, now);
    const answer = await work(db);
    if (idempotency !== null) await keepAnswer(db, idempotency, answer);
    deadline.hold();
    return answer;
  });
}

async function runDry({ engine, orgId, trips, work }: Write): Promise<Answer> {
  try {
    return await runTransaction(engine, { kind: 'tenant', orgId }, trips, async (db) => {
      const seen = recorder();
      throw new DryRunEnd(dryRunAnswer(await work(db, seen), seen));
    });
  } catch (error) {
    if (error instanceof DryRunEnd) return error.answer;
    throw error;
  }
}
