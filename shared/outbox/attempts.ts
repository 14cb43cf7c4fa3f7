import { jsonRows } from '../db/portable.ts';
import type { SystemSession } from '../db/session.ts';
import { fenceColumns, type Fence } from './delivery.ts';

const attemptNames = ['orgId', 'deliveryId', 'token', 'attemptedAt', 'errorClass', 'errorMessage'] as const;

/** Keeps one line per failed attempt for whoever asks why, in one statement. */
export async function recordAttempts(
  session: SystemSession,
  failed: readonly (Fence & { readonly errorClass: string | null; readonly errorMessage: string | null })[],
): Promise<void> {
  if (failed.length === 0) return;
  const rows = failed.map(({ orgId, deliveryId, token, errorClass, errorMessage }) => ({
    orgId,
    deliveryId,
    token,
    attemptedAt: session.now,
    errorClass: errorClass ?? 'unknown',
    errorMessage: errorMessage ?? '',
  }));
  const columns = { ...fenceColumns, attemptedAt: 'time', errorClass: 'text', errorMessage: 'text' } as const;
  await session.db
    .insertInto('outboxAttempt')
    .columns(attemptNames)
    .expression((eb) =>
      eb.selectFrom(jsonRows('a', columns, rows)).select(attemptNames.map((name) => `a.${name}` as const)),
    )
    .execute();
}
