import type { Kysely } from 'kysely';
import type { Engine, RoundTrips } from '../db/engine.ts';
import { parseJson, toJson } from '../db/json.ts';
import type { Tables } from '../db/tables.ts';
import { addSeconds } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import type { Answer } from './answer.ts';
import type { IdempotencyScope } from './idempotency-key.ts';

/** Seconds that an answer is kept: 24 h. */
const keptSeconds = 24 * 3600;

/** The key is in the table already: its answer is there, or has expired. Rolls the transaction back. */
export class KeyTakenError extends Error {}

/**
 * Takes the key, as the first statement of the write's transaction. A second request with the key waits here on the unique index
 * until the first one ends. Throws `KeyTakenError` when that one has committed, `idempotency_in_progress` when it takes too long.
 */
export async function takeKey(engine: Engine, db: Kysely<Tables>, scope: IdempotencyScope, now: Date): Promise<void> {
  const { orgId, principalId, route, key, fingerprint } = scope;
  const expiresAt = addSeconds(now, keptSeconds);
  try {
    await db
      .insertInto('idempotencyRecord')
      .values({ orgId, principalId, route, idempotencyKey: key, fingerprint, createdAt: now, expiresAt })
      .execute();
  } catch (error) {
    const kind = engine.faultOf(error)?.kind;
    if (kind === 'unique') throw new KeyTakenError('The key is taken.', { cause: error });
    if (kind !== 'timeout') throw error;
    const message = 'The first request with this Idempotency-Key has not ended yet.';
    throw new AppError('idempotency_in_progress', message, { retryAfterSeconds: 2 }, error);
  }
}

/** Stores the answer beside the change, before both commit. */
export async function keepAnswer(db: Kysely<Tables>, scope: IdempotencyScope, answer: Answer): Promise<void> {
  await db
    .updateTable('idempotencyRecord')
    .set({ status: answer.status, headers: toJson(answer.headers), body: answer.body })
    .where('orgId', '=', scope.orgId)
    .where('principalId', '=', scope.principalId)
    .where('route', '=', scope.route)
    .where('idempotencyKey', '=', scope.key)
    .execute();
}

/**
 * The answer that is stored under the key; null when there is none any more and the key is free again (an expired one is removed).
 * Throws `idempotency_key_reused` when the key came with another request.
 */
export async function storedAnswer(
  engine: Engine,
  trips: RoundTrips,
  scope: IdempotencyScope,
  now: Date,
): Promise<Answer | null> {
  const db = engine.reader({ kind: 'tenant', orgId: scope.orgId }, trips);
  const row = await db
    .selectFrom('idempotencyRecord')
    .select(['fingerprint', 'status', 'headers', 'body', 'expiresAt'])
    .where('orgId', '=', scope.orgId)
    .where('principalId', '=', scope.principalId)
    .where('route', '=', scope.route)
    .where('idempotencyKey', '=', scope.key)
    .executeTakeFirst();
  if (row === undefined) return null;
  if (row.expiresAt <= now) {
    await removeExpired(db, scope, now);
    return null;
  }
  if (row.fingerprint !== scope.fingerprint) {
    throw new AppError(
      'idempotency_key_reused',
      'This Idempotency-Key was used with another request; choose a new one.',
    );
  }
  const headers = parseJson<Record<string, string>>(row.headers ?? '{}');
  return { status: row.status ?? 200, headers, body: row.body };
}

async function removeExpired(db: Kysely<Tables>, scope: IdempotencyScope, now: Date): Promise<void> {
  await db
    .deleteFrom('idempotencyRecord')
    .where('orgId', '=', scope.orgId)
    .where('principalId', '=', scope.principalId)
    .where('route', '=', scope.route)
    .where('idempotencyKey', '=', scope.key)
    .where('expiresAt', '<=', now)
    .execute();
}
