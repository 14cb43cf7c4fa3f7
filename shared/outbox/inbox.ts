import { jsonRows } from '../db/portable.ts';
import type { TenantSession } from '../db/session.ts';

/**
 * Marks the events as handled by `consumer` in the transaction of `session`, and gives the ids that were not before: only
 * those still need their effect. When another transaction is marking one at this moment, this one waits for it and then
 * fails with a unique violation, upon which it is run again.
 */
export async function markHandled(
  session: TenantSession,
  consumer: string,
  eventIds: readonly number[],
): Promise<ReadonlySet<number>> {
  const rows = eventIds.map((eventId) => ({ orgId: session.orgId, consumer, eventId, handledAt: session.now }));
  const fresh = await session.db
    .insertInto('inbox')
    .columns(['orgId', 'consumer', 'eventId', 'handledAt'])
    .expression((eb) =>
      eb
        .selectFrom(jsonRows('r', { orgId: 'int', consumer: 'text', eventId: 'bigint', handledAt: 'time' }, rows))
        .select(['r.orgId', 'r.consumer', 'r.eventId', 'r.handledAt'])
        .where((row) =>
          row.not(
            row.exists(
              row
                .selectFrom('inbox as i')
                .select('i.eventId')
                .where('i.orgId', '=', session.orgId)
                .whereRef('i.consumer', '=', 'r.consumer')
                .whereRef('i.eventId', '=', 'r.eventId'),
            ),
          ),
        )
        .orderBy('r.eventId'),
    )
    .returning('eventId')
    .execute();
  return new Set(fresh.map((row) => row.eventId));
}
