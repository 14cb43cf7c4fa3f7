import type { TenantSession } from '../../db/session.ts';
import { changeSignals } from '../signals/change-signals.ts';
import { todayOfSignal } from '../signals/signal-view.ts';
import { insertToday } from '../today/today-rows.ts';

/**
 * Gives the signals of a candidate that goes away back: they are open again and on the panel, free for another candidate or for dismissal. The first touch
 * has been; no clock starts anew. The candidate is locked.
 */
export async function releaseSignals(session: TenantSession, candidateId: number): Promise<void> {
  const rows = await session.db
    .selectFrom('signal')
    .innerJoin('candidateSignal as s', (join) =>
      join.onRef('s.orgId', '=', 'signal.orgId').onRef('s.signalId', '=', 'signal.signalId'),
    )
    .selectAll('signal')
    .where('s.orgId', '=', session.orgId)
    .where('s.candidateId', '=', candidateId)
    .where('signal.status', '=', 'linked')
    .orderBy('signal.signalId')
    .forUpdate('signal')
    .execute();
  if (rows.length === 0) return;
  await session.db
    .deleteFrom('candidateSignal')
    .where('orgId', '=', session.orgId)
    .where('candidateId', '=', candidateId)
    .execute();
  const open = await changeSignals(
    session,
    rows.map((row) => ({
      row,
      set: { status: 'open' },
      touchedAt: null,
      draft: { type: 'signal.released', changed: ['status'], payload: { candidateId } },
    })),
  );
  await insertToday(
    session,
    open.map((row) => todayOfSignal(row, null)),
  );
}
