import { jsonRows } from '../db/portable.ts';
import type { SystemSession } from '../db/session.ts';
import { workEventColumns, workEventOf } from '../events/work-event.ts';
import { spanBelow, traceparentOf } from '../platform/trace-context.ts';
import type { ClaimedDelivery } from './delivery.ts';
import type { Loaded } from './handle-group.ts';

/**
 * Reads the events of `deliveries` in one statement, after the claim, so that the claim touches narrow rows only. Each delivery gets a span
 * below the one that wrote its event.
 */
export async function loadEvents(session: SystemSession, deliveries: readonly ClaimedDelivery[]): Promise<Loaded[]> {
  const wanted = deliveries.map(({ orgId, eventId }) => ({ orgId, eventId }));
  const rows = await session.db
    .selectFrom('workEvent as e')
    .innerJoin(jsonRows('w', { orgId: 'int', eventId: 'bigint' }, wanted), (join) =>
      join.onRef('e.orgId', '=', 'w.orgId').onRef('e.eventId', '=', 'w.eventId'),
    )
    .select(workEventColumns.map((name) => `e.${name}` as const))
    .select('e.traceparent')
    .execute();
  const events = new Map(rows.map((row) => [row.eventId, { ...workEventOf(row), wroteIt: row.traceparent }]));
  return deliveries.flatMap((delivery) => {
    const known = events.get(delivery.eventId);
    if (known === undefined) return [];
    const { wroteIt, ...event } = known;
    const span = spanBelow(wroteIt);
    return [{ delivery, span, event: { ...event, traceparent: traceparentOf(span) } }];
  });
}
