import { sql } from 'kysely';
import { dbNowPlus } from '../db/portable.ts';
import type { SystemSession } from '../db/session.ts';
import type { ClaimedDelivery } from './delivery.ts';

/**
 * Takes up to `limit` due deliveries, oldest first, and leases them for `leaseSeconds` of the database's clock: one
 * statement, and no transaction is open afterwards. Only the head of a record's lane is taken. The token rises, so that
 * whoever held a delivery before can change nothing any more. Two claims at once never get the same one: the rows that
 * another is taking are skipped, and the state is asked again of the row that is written.
 */
export async function claim(session: SystemSession, limit: number, leaseSeconds: number): Promise<ClaimedDelivery[]> {
  const claimed = await session.db
    .updateTable('outboxDelivery as d')
    .from((from) =>
      from
        .selectFrom('outboxDelivery as r')
        .select(['r.orgId', 'r.deliveryId'])
        // Written out, not bound: the index holds only such rows, and SQL Server must see it when it plans.
        .where('r.state', '=', sql.lit('ready'))
        .where('r.isHead', '=', from.lit(true))
        .where('r.dueAt', '<=', session.now)
        .orderBy('r.dueAt')
        .orderBy('r.orgId')
        .orderBy('r.deliveryId')
        .limit(limit)
        .forUpdate()
        .skipLocked()
        .as('picked'),
    )
    .set((eb) => ({
      state: 'leased',
      token: eb('d.token', '+', eb.lit(1)),
      leaseUntil: dbNowPlus(leaseSeconds),
      updatedAt: session.now,
    }))
    .whereRef('d.orgId', '=', 'picked.orgId')
    .whereRef('d.deliveryId', '=', 'picked.deliveryId')
    .where('d.state', '=', sql.lit('ready'))
    .where((eb) => eb('d.isHead', '=', eb.lit(true)))
    .where('d.dueAt', '<=', session.now)
    .returning([
      'd.orgId',
      'd.deliveryId',
      'd.token',
      'd.eventId',
      'd.consumer',
      'd.recordType',
      'd.recordId',
      'd.sequence',
      'd.attempts',
      'd.crashes',
      'd.createdAt',
    ])
    .execute();
  // A statement that writes answers in no particular order.
  return claimed.sort((a, b) => a.orgId - b.orgId || a.eventId - b.eventId);
}
