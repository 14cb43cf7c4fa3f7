import type { TenantSession } from '../../db/session.ts';
import { AppError, notFound } from '../../platform/errors.ts';
import { demandVersion, staleVersion } from '../records/if-match.ts';
import { done, refused, type Outcome } from '../records/outcome.ts';
import { removeToday } from '../today/today-rows.ts';
import { changeSignals } from './change-signals.ts';
import { lockSignals } from './read-signals.ts';
import { viewSignal, type Signal, type SignalRow } from './signal-view.ts';

export interface Dismissal {
  readonly id: number;
  readonly reason: string;
  /** The version that the caller has seen; not checked when left out. */
  readonly version?: number | null | undefined;
  readonly at?: Date | undefined;
}

/** Dismisses open signals: a first touch. 409 for one that is linked or dismissed already. */
export async function dismissSignals(
  session: TenantSession,
  dismissals: readonly Dismissal[],
): Promise<Outcome<Signal>[]> {
  const rows = await lockSignals(
    session,
    dismissals.map(({ id }) => id),
  );
  const open = dismissals.flatMap((dismissal) => {
    const row = rows.get(dismissal.id);
    return row?.status === 'open' && stale(row, dismissal) === null ? [{ row, ...dismissal }] : [];
  });
  const after = await changeSignals(
    session,
    open.map(({ row, reason, at = session.now }) => ({
      row,
      set: { status: 'dismissed', dismissReason: reason },
      touchedAt: at,
      draft: { type: 'signal.dismissed', happenedAt: at, changed: ['status'], payload: { reason } },
    })),
  );
  await removeToday(
    session,
    'signal',
    open.map(({ id }) => id),
  );
  const changed = new Map(after.map((row) => [row.signalId, row]));
  return dismissals.map((dismissal) => outcomeOf(dismissal, rows.get(dismissal.id), changed.get(dismissal.id)));
}

function stale(row: SignalRow, { version = null }: Dismissal): AppError | null {
  return staleVersion(version, viewSignal(row), { status: 'dismissed' });
}

function outcomeOf(dismissal: Dismissal, before: SignalRow | undefined, after: SignalRow | undefined): Outcome<Signal> {
  if (before === undefined) return refused(notFound('signal', dismissal.id));
  if (after !== undefined) return done(viewSignal(after));
  const message = `The signal is ${before.status}; only an open one can be dismissed.`;
  return refused(stale(before, dismissal) ?? new AppError('invalid_transition', message));
}

/** Deletes a signal (softly). A linked one stays: its candidate rests on it. 412 when `version` is not its version. */
export async function deleteSignal(session: TenantSession, id: number, version: number | null): Promise<void> {
  const row = (await lockSignals(session, [id])).get(id);
  if (row === undefined) throw notFound('signal', id);
  demandVersion(version, viewSignal(row));
  if (row.status === 'linked') {
    throw new AppError('conflict', 'A candidate is built on this signal; it cannot be deleted.');
  }
  await changeSignals(session, [
    {
      row,
      set: { deletedAt: session.now },
      touchedAt: row.status === 'open' ? session.now : null,
      draft: { type: 'signal.deleted', payload: { status: row.status } },
    },
  ]);
  await removeToday(session, 'signal', [id]);
}
