import { jsonRows } from '../db/portable.ts';
import type { SystemSession } from '../db/session.ts';
import { fenceColumns, type Fence } from './delivery.ts';
import { countDeliveries } from './delivery-telemetry.ts';
import { markHeads } from './heads.ts';

export interface Completion {
  readonly completed: number;
  /** Fences that matched nothing: the lease was lost, and whoever holds the delivery now decides. */
  readonly late: number;
}

/**
 * Removes the deliveries that `fences` still hold, and makes the next of each lane claimable: two statements, whatever the
 * number. A fence with an old token changes nothing and is counted.
 */
export async function complete(session: SystemSession, fences: readonly Fence[]): Promise<Completion> {
  if (fences.length === 0) return { completed: 0, late: 0 };
  const done = await session.db
    .deleteFrom('outboxDelivery as d')
    .using(jsonRows('f', fenceColumns, fences))
    .whereRef('d.orgId', '=', 'f.orgId')
    .whereRef('d.deliveryId', '=', 'f.deliveryId')
    .whereRef('d.token', '=', 'f.token')
    .where('d.state', '=', 'leased')
    .returning(['d.orgId', 'd.consumer', 'd.recordType', 'd.recordId'])
    .execute();
  await markHeads(session.db, done, session.now);
  countDeliveries(done, 'completed');
  return { completed: done.length, late: fences.length - done.length };
}
