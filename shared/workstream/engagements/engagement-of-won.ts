import type { TenantSession, Trace } from '../../db/session.ts';
import { insertRows } from '../../db/write-rows.ts';
import { emit } from '../../events/emit.ts';
import type { WorkEvent } from '../../events/work-event.ts';
import { causedBy, type Consumer } from '../../outbox/consumer.ts';
import { idSet } from '../records/id-set.ts';

/** Turns every won pursuit into its engagement. A pursuit that has one already gets none. */
export const engagementOfWon: Consumer = {
  name: 'engagement',
  order: 'hold',
  async handle(session: TenantSession, events: readonly WorkEvent[]): Promise<void> {
    const wonBy = new Map(events.map((event) => [event.recordId, event]));
    const pursuits = await pursuitsWithout(session, [...wonBy.keys()]);
    const values = pursuits.map((pursuit) => ({
      orgId: session.orgId,
      pursuitId: pursuit.pursuitId,
      title: pursuit.title,
      status: 'active' as const,
      clientName: pursuit.clientName,
      owner: pursuit.owner,
      contractValue: pursuit.forecastValue,
      currency: pursuit.currency,
      startedAt: wonBy.get(pursuit.pursuitId)?.happenedAt ?? session.now,
      createdAt: session.now,
      updatedAt: session.now,
      version: 1,
      eventSeq: 1,
    }));
    const ids = await insertRows(session.db, 'engagement', values, 'engagementId');
    await emit(
      session,
      values.map((value, i) => ({
        type: 'engagement.created',
        recordType: 'engagement',
        recordId: ids[i] ?? 0,
        sequence: 1,
        happenedAt: value.startedAt,
        payload: { pursuitId: value.pursuitId, title: value.title },
        ...causeOf(wonBy.get(value.pursuitId)),
      })),
    );
  },
};

function causeOf(event: WorkEvent | undefined): { readonly trace?: Trace } {
  return event === undefined ? {} : { trace: causedBy(event) };
}

async function pursuitsWithout(session: TenantSession, ids: readonly number[]) {
  return session.db
    .selectFrom('pursuit')
    .leftJoin('engagement as e', (join) =>
      join.onRef('e.orgId', '=', 'pursuit.orgId').onRef('e.pursuitId', '=', 'pursuit.pursuitId'),
    )
    .select(['pursuit.pursuitId', 'pursuit.title', 'pursuit.clientName', 'pursuit.owner'])
    .select(['pursuit.forecastValue', 'pursuit.currency'])
    .where('pursuit.orgId', '=', session.orgId)
    .where('pursuit.pursuitId', 'in', (eb) => eb.selectFrom(idSet(ids)).select('ids.id'))
    .where('e.engagementId', 'is', null)
    .orderBy('pursuit.pursuitId')
    .execute();
}
