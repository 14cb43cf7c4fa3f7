import type { TenantSession } from '../../db/session.ts';
import { insertRows, updateRows } from '../../db/write-rows.ts';
import { AppError, invalidField, notFound } from '../../platform/errors.ts';
import { emit } from '../../events/emit.ts';
import { changeSignals } from '../signals/change-signals.ts';
import { lockSignals } from '../signals/read-signals.ts';
import type { SignalRow } from '../signals/signal-view.ts';
import { idSet } from '../records/id-set.ts';
import { demandVersion } from '../records/if-match.ts';
import { removeToday } from '../today/today-rows.ts';
import { viewCandidate } from './candidate-view.ts';
import { lockCandidates } from './read-candidates.ts';

/** One signal that becomes part of one candidate. */
export interface Link {
  readonly candidateId: number;
  readonly signal: SignalRow;
  readonly at: Date;
}

/** Links locked open signals to candidates: a first touch of each. The panel loses them. */
export async function writeLinks(session: TenantSession, links: readonly Link[]): Promise<void> {
  if (links.length === 0) return;
  await insertRows(
    session.db,
    'candidateSignal',
    links.map(({ candidateId, signal, at }) => ({
      orgId: session.orgId,
      candidateId,
      signalId: signal.signalId,
      createdAt: at,
    })),
  );
  await changeSignals(
    session,
    links.map(({ candidateId, signal, at }) => ({
      row: signal,
      set: { status: 'linked' },
      touchedAt: at,
      draft: { type: 'signal.linked', happenedAt: at, changed: ['status'], payload: { candidateId } },
    })),
  );
  await removeToday(
    session,
    'signal',
    links.map(({ signal }) => signal.signalId),
  );
}

/** Says what is wrong with linking this signal, naming the candidate that it is linked to when `holder` is known; null when it can be linked. */
export function linkFault(
  id: number,
  signal: SignalRow | undefined,
  pointer: string,
  holder?: number,
): AppError | null {
  if (signal === undefined) return invalidField(pointer, `There is no signal ${id}.`);
  if (signal.status === 'open') return null;
  const message = `Signal ${id} is ${signal.status} already.`;
  return new AppError('conflict', message, holder === undefined ? {} : { existingId: holder });
}

/**
 * Adds signals to a candidate that is still open. A signal that is linked to this candidate already is left alone, so that a second call answers like
 * the first. 412 when `version` is not the candidate's; 409 when a signal is dismissed or belongs to another candidate, which is then named.
 */
export async function linkSignals(
  session: TenantSession,
  candidateId: number,
  ids: readonly number[],
  version: number | null,
): Promise<void> {
  const candidate = (await lockCandidates(session, [candidateId])).get(candidateId);
  if (candidate === undefined) throw notFound('candidate', candidateId);
  demandVersion(version, viewCandidate(candidate));
  if (candidate.status === 'archived' || candidate.status === 'promoted') {
    throw new AppError('conflict', `The candidate is ${candidate.status}; signals can be added to an open one only.`);
  }
  const signals = await lockSignals(session, ids);
  const linked = await session.db
    .selectFrom('candidateSignal')
    .select(['signalId', 'candidateId'])
    .where('orgId', '=', session.orgId)
    .where('signalId', 'in', (eb) => eb.selectFrom(idSet(ids)).select('ids.id'))
    .execute();
  const holders = new Map(linked.map((link) => [link.signalId, link.candidateId]));
  const links = ids.flatMap((id, i): Link[] => {
    if (holders.get(id) === candidateId) return [];
    const signal = signals.get(id);
    const fault = linkFault(id, signal, `/signalIds/${i}`, holders.get(id));
    if (fault !== null) throw fault;
    return signal === undefined ? [] : [{ candidateId, signal, at: session.now }];
  });
  if (links.length === 0) return;
  await writeLinks(session, links);
  await updateRows(
    session.db,
    'candidate',
    session.orgId,
    ['candidateId'],
    [{ candidateId, eventSeq: candidate.eventSeq + 1, lastTouchAt: session.now }],
    { bumpAt: session.now },
  );
  await emit(session, [
    {
      type: 'candidate.updated',
      recordType: 'candidate',
      recordId: candidateId,
      sequence: candidate.eventSeq + 1,
      changed: ['signalIds'],
      payload: { signalIds: links.map(({ signal }) => signal.signalId) },
    },
  ]);
}
