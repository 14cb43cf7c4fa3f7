import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely';
import { jsonRows } from '../db/portable.ts';
import type { Tables } from '../db/tables.ts';
import { consumers, orderOf } from '../events/catalogue.ts';
import { lanesOf, type Lane } from './delivery.ts';

const laneColumns = { orgId: 'int', consumer: 'text', recordType: 'text', recordId: 'bigint' } as const;
const holding = Object.keys(consumers).filter((name) => orderOf(name) === 'hold');

/**
 * Marks the head of every lane in `lanes` that has none: its lowest delivery that is not finished. A dead one bars the lane
 * of a consumer that holds, and is passed over for one that skips. One statement; gives the number of heads marked.
 */
export async function markHeads(db: Kysely<Tables>, lanes: readonly Lane[], now: Date): Promise<number> {
  const rows = lanesOf(lanes);
  if (rows.length === 0) return 0;
  const marked = await db
    .updateTable('outboxDelivery as d')
    .from(jsonRows('l', laneColumns, rows))
    .set((eb) => ({ isHead: eb.lit(true), updatedAt: now }))
    .whereRef('d.orgId', '=', 'l.orgId')
    .whereRef('d.recordType', '=', 'l.recordType')
    .whereRef('d.recordId', '=', 'l.recordId')
    .whereRef('d.consumer', '=', 'l.consumer')
    .where('d.state', '=', 'ready')
    .where((eb) => eb('d.isHead', '=', eb.lit(false)))
    .where((eb) => eb.not(barred(eb)))
    .returning('d.deliveryId')
    .execute();
  return marked.length;
}

/**
 * Marks heads in every lane that has none. A transaction that adds a delivery while its forerunner completes cannot see that
 * it will be the head, and the completion cannot see the addition: such a lane would wait for ever. Reads only the
 * deliveries that wait behind another, by their own index. One statement; gives the number of lanes repaired.
 */
export async function repairHeads(db: Kysely<Tables>, now: Date): Promise<number> {
  const marked = await db
    .updateTable('outboxDelivery as d')
    .set((eb) => ({ isHead: eb.lit(true), updatedAt: now }))
    .where('d.state', '=', 'ready')
    .where((eb) => eb('d.isHead', '=', eb.lit(false)))
    .where((eb) => eb.not(barred(eb)))
    .returning('d.deliveryId')
    .execute();
  return marked.length;
}

/** Whether a delivery `d` has to wait for another of its lane: an earlier one, or the present head. */
function barred(eb: ExpressionBuilder<Tables & { d: Tables['outboxDelivery'] }, 'd'>): Expression<SqlBool> {
  return eb.exists(
    eb
      .selectFrom('outboxDelivery as e')
      .select('e.deliveryId')
      .whereRef('e.orgId', '=', 'd.orgId')
      .whereRef('e.recordType', '=', 'd.recordType')
      .whereRef('e.recordId', '=', 'd.recordId')
      .whereRef('e.consumer', '=', 'd.consumer')
      .whereRef('e.deliveryId', '<>', 'd.deliveryId')
      .where((or) =>
        or.or([
          or.and([
            or('e.sequence', '<', or.ref('d.sequence')),
            or.or([or('e.state', '<>', 'dead'), or('e.consumer', 'in', holding)]),
          ]),
          or('e.isHead', '=', or.lit(true)),
        ]),
      ),
  );
}
