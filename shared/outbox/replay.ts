import type { TenantSession } from '../db/session.ts';
import { emit } from '../events/emit.ts';
import { orderOf } from '../events/catalogue.ts';
import { AppError, notFound } from '../platform/errors.ts';
import { markHeads } from './heads.ts';

export interface Replayed {
  readonly deliveryId: number;
  /** The same event as before: who has handled it already will not do so again. */
  readonly eventId: number;
  readonly consumer: string;
  readonly state: 'ready';
  readonly dueAt: Date;
}

/**
 * Makes a dead delivery due again with its attempts at zero. The event keeps its id, the token goes on rising, and its
 * failed attempts stay on record. Throws `not_found`, or `conflict` when the delivery is not dead.
 */
export async function replayDeadLetter(session: TenantSession, deliveryId: number): Promise<Replayed> {
  const { orgId, now, db } = session;
  const [replayed] = await db
    .updateTable('outboxDelivery')
    .set((eb) => ({
      state: 'ready',
      // Where dead ones are passed over, another delivery may be at the head: this one has to queue up.
      dueAt: now,
      deadAt: null,
      leaseUntil: null,
      attempts: 0,
      crashes: 0,
      token: eb('token', '+', eb.lit(1)),
      errorClass: null,
      errorMessage: null,
      fingerprint: null,
      updatedAt: now,
    }))
    .where('orgId', '=', orgId)
    .where('deliveryId', '=', deliveryId)
    .where('state', '=', 'dead')
    .returning(['eventId', 'consumer', 'recordType', 'recordId', 'token', 'isHead'])
    .execute();
  if (replayed === undefined) throw await whyNot(session, deliveryId);
  const { eventId, consumer, recordType, recordId, token } = replayed;
  if (orderOf(consumer) === 'skip' || !replayed.isHead) {
    await markHeads(db, [{ orgId, consumer, recordType, recordId }], now);
  }
  await emit(session, [
    {
      type: 'delivery.replayed',
      recordType: 'outbox_delivery',
      recordId: deliveryId,
      // The token never falls, so it can number the delivery's own events.
      sequence: token,
      payload: { eventId, consumer, recordType, recordId },
    },
  ]);
  return { deliveryId, eventId, consumer, state: 'ready', dueAt: now };
}

async function whyNot(session: TenantSession, deliveryId: number): Promise<AppError> {
  const present = await session.db
    .selectFrom('outboxDelivery')
    .select('state')
    .where('orgId', '=', session.orgId)
    .where('deliveryId', '=', deliveryId)
    .executeTakeFirst();
  return present === undefined
    ? notFound('dead letter', deliveryId)
    : new AppError('conflict', `Delivery ${deliveryId} is not dead: it is on its way.`);
}
