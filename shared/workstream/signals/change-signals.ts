import type { TenantSession } from '../../db/session.ts';
import { updateRows } from '../../db/write-rows.ts';
import { emit, sequenced, type Draft } from '../../events/emit.ts';
import { stopClocks } from '../../sla/clocks.ts';
import type { SignalRow } from './signal-view.ts';

/** A locked signal, what becomes of it, and what is said about it. */
export interface SignalChange {
  readonly row: SignalRow;
  readonly set: Partial<Pick<SignalRow, 'status' | 'dismissReason' | 'deletedAt'>>;
  /** The first touch, when this is one: stops the triage clock. */
  readonly touchedAt: Date | null;
  readonly draft: Omit<Draft, 'recordType' | 'recordId'>;
}

/** Applies changes of status to locked signals: first touch, clocks, events. The panel is the caller's. */
export async function changeSignals(session: TenantSession, changes: readonly SignalChange[]): Promise<SignalRow[]> {
  if (changes.length === 0) return [];
  const touched = changes.flatMap(({ row, touchedAt }) =>
    touchedAt === null || row.firstTouchAt !== null
      ? []
      : [{ metric: 'triage' as const, recordType: 'signal' as const, recordId: row.signalId, at: touchedAt }],
  );
  const stops = await stopClocks(session, touched);
  const stopped = new Map(stops.map((stop) => [stop.recordId, stop.drafts]));
  const drafts = changes.map(({ row, draft }) => [
    { ...draft, recordType: 'signal' as const, recordId: row.signalId },
    ...(stopped.get(row.signalId) ?? []),
  ]);
  const after = changes.map(({ row, set, touchedAt }, i): SignalRow => ({
    ...row,
    ...set,
    firstTouchAt: row.firstTouchAt ?? touchedAt,
    eventSeq: row.eventSeq + (drafts[i]?.length ?? 0),
    version: row.version + 1,
    updatedAt: session.now,
  }));
  await updateRows(
    session.db,
    'signal',
    session.orgId,
    ['signalId'],
    after.map((row) => ({
      signalId: row.signalId,
      status: row.status,
      dismissReason: row.dismissReason,
      firstTouchAt: row.firstTouchAt,
      deletedAt: row.deletedAt,
      eventSeq: row.eventSeq,
    })),
    { bumpAt: session.now },
  );
  await emit(
    session,
    changes.flatMap(({ row }, i) => sequenced(row.eventSeq, drafts[i] ?? [])),
  );
  return after;
}
