import { dbNowPlus, jsonRows } from '../db/portable.ts';
import type { SystemSession } from '../db/session.ts';
import { fenceColumns, type Fence } from './delivery.ts';

/** Extends the leases that `fences` still hold to `leaseSeconds` from now, in one statement; gives how many were held. */
export async function renew(session: SystemSession, fences: readonly Fence[], leaseSeconds: number): Promise<number> {
  if (fences.length === 0) return 0;
  const held = await session.db
    .updateTable('outboxDelivery as d')
    .from(jsonRows('f', fenceColumns, fences))
    .set({ leaseUntil: dbNowPlus(leaseSeconds), updatedAt: session.now })
    .whereRef('d.orgId', '=', 'f.orgId')
    .whereRef('d.deliveryId', '=', 'f.deliveryId')
    .whereRef('d.token', '=', 'f.token')
    .where('d.state', '=', 'leased')
    .returning('d.deliveryId')
    .execute();
  return held.length;
}
