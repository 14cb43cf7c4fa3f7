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
    // A common table expression, because it is read once: a derived table may be read again for each row, and skips others then.
    .with('picked', (from) =>
      from
        .selectFrom('outboxDelivery as r')
        .select(['r.orgId', 'r.deliveryId'])
        // Written out, not bound: the index holds only such rows, and SQL Server must see it when it plans.
        .where('r.state', '=', sql.lit('ready'))
        .where((eb) => eb('r.isHead', '=', eb.lit(true)))
        .where('r.dueAt', '<=', session.now)
        .orderBy('r.dueAt')
        .orderBy('r.orgId')
        .orderBy('r.deliveryId')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .updateTable('outboxDelivery as d')
    .from('picked')
    .set((eb) => ({
      state: 'leased',
      token: eb('d.token', '+', eb.lit(1)),
      leaseUntil: dbNowPlus(leaseSeconds),
      updatedAt: session.now,
    }))
    .whereRef('d.orgId', '=', 'picked.orgId')
    .whereRef('d.deliveryId', '=', 'picked.deliveryId')
    // Enough to tell that nobody was quicker, and no more: with all conditions, the whole backlog looks like a way to the rows.
    .where('d.state', '=', 'ready')
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
