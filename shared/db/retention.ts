import type { Clock } from '../platform/clock.ts';
import type { Engine } from './engine.ts';
import { inSystemTransaction } from './open-tenant.ts';
import { jsonRows } from './portable.ts';
import type { SystemSession } from './session.ts';

export interface Retention {
  readonly engine: Engine;
  readonly clock: Clock;
  /** Rows of one transaction, 1…4,999: SQL Server locks the whole table for more. */
  readonly batchSize: number;
  /** Days that the inbox remembers an event: longer than anybody replays one. */
  readonly inboxDays: number;
  /** No batch is started later in a run. */
  readonly budgetMs: number;
}

/** Rows that are gone. */
export interface RetentionReport {
  readonly idempotencyRecords: number;
  readonly inboxRows: number;
}

/**
 * Deletes what has outlived its use, oldest first, in small transactions: answers under an Idempotency-Key that have expired, and inbox rows older
 * than the longest replay whose event is not on its way any more. Two runs at once skip each other's rows.
 */
export async function applyRetention(retention: Retention): Promise<RetentionReport> {
  const until = performance.now() + retention.budgetMs;
  return {
    idempotencyRecords: await inBatches(retention, until, deleteExpiredAnswers),
    inboxRows: await inBatches(retention, until, (session, limit) =>
      deleteOldInbox(session, limit, new Date(session.now.getTime() - retention.inboxDays * 86_400_000)),
    ),
  };
}

async function inBatches(
  { engine, clock, batchSize }: Retention,
  until: number,
  deleteSome: (session: SystemSession, limit: number) => Promise<number>,
): Promise<number> {
  let gone = 0;
  while (performance.now() < until) {
    const count = await inSystemTransaction(engine, clock, 'retention', (session) => deleteSome(session, batchSize));
    gone += count;
    if (count < batchSize) break;
  }
  return gone;
}

const answerKey = { orgId: 'int', principalId: 'text', route: 'text', idempotencyKey: 'text' } as const;

async function deleteExpiredAnswers({ db, now }: SystemSession, limit: number): Promise<number> {
  const keys = await db
    .selectFrom('idempotencyRecord')
    .select(['orgId', 'principalId', 'route', 'idempotencyKey'])
    .where('expiresAt', '<=', now)
    .orderBy('expiresAt')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  if (keys.length === 0) return 0;
  const result = await db
    .deleteFrom('idempotencyRecord as r')
    .using(jsonRows('k', answerKey, keys))
    .whereRef('r.orgId', '=', 'k.orgId')
    .whereRef('r.principalId', '=', 'k.principalId')
    .whereRef('r.route', '=', 'k.route')
    .whereRef('r.idempotencyKey', '=', 'k.idempotencyKey')
    // Asked again of the row that goes: no lock hint decides what is deleted.
    .where('r.expiresAt', '<=', now)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

const inboxKey = { orgId: 'int', consumer: 'text', eventId: 'bigint' } as const;

async function deleteOldInbox({ db }: SystemSession, limit: number, before: Date): Promise<number> {
  const keys = await db
    .selectFrom('inbox')
    .select(['orgId', 'consumer', 'eventId'])
    .where('handledAt', '<=', before)
    // A dead letter can be replayed as long as it lies there, and its effect must not be made twice.
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('outboxDelivery as d')
            .select('d.deliveryId')
            .whereRef('d.orgId', '=', 'inbox.orgId')
            .whereRef('d.eventId', '=', 'inbox.eventId')
            .whereRef('d.consumer', '=', 'inbox.consumer'),
        ),
      ),
    )
    .orderBy('handledAt')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  if (keys.length === 0) return 0;
  const result = await db
    .deleteFrom('inbox as i')
    .using(jsonRows('k', inboxKey, keys))
    .whereRef('i.orgId', '=', 'k.orgId')
    .whereRef('i.consumer', '=', 'k.consumer')
    .whereRef('i.eventId', '=', 'k.eventId')
    .where('i.handledAt', '<=', before)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
