import { allows, type Role } from '../../auth/roles.ts';
import type { TenantSession } from '../../db/session.ts';
import type { CandidateStatus } from '../../db/tables/workstream.ts';
import { updateRows } from '../../db/write-rows.ts';
import { emit } from '../../events/emit.ts';
import { AppError, notFound } from '../../platform/errors.ts';
import { staleVersion } from '../records/if-match.ts';
import { done, refused, type Outcome } from '../records/outcome.ts';
import { insertToday, removeToday, updateToday } from '../today/today-rows.ts';
import { mayBecome, needsNobody, nextStatuses } from './candidate-machine.ts';
import { todayOfCandidate, viewCandidate, type Candidate, type CandidateRow } from './candidate-view.ts';
import { lockCandidates } from './read-candidates.ts';

export interface StatusChange {
  readonly id: number;
  /** Any status but `promoted`, which promotion alone reaches. */
  readonly to: Exclude<CandidateStatus, 'promoted'>;
  readonly reason?: string | null | undefined;
  /** The version that the caller has seen; not checked when left out. */
  readonly version?: number | null | undefined;
  readonly at?: Date | undefined;
}

/** Moves candidates along their table; the status that a candidate has already is refused like any other way that the table lacks. */
export async function changeCandidateStatus(
  session: TenantSession,
  changes: readonly StatusChange[],
  roles: readonly Role[],
): Promise<Outcome<Candidate>[]> {
  const manager = allows(roles, 'manager');
  const rows = await lockCandidates(
    session,
    changes.map(({ id }) => id),
  );
  const faults = changes.map((change) => faultOf(change, rows.get(change.id), manager));
  const moves = changes.flatMap((change, i) => {
    const row = rows.get(change.id);
    return faults[i] === null && row !== undefined ? [{ row, ...change, at: change.at ?? session.now }] : [];
  });
  const after = moves.map(({ row, to, at }): CandidateRow => ({
    ...row,
    status: to,
    lastTouchAt: at,
    eventSeq: row.eventSeq + 1,
    version: row.version + 1,
    updatedAt: session.now,
  }));
  await updateRows(
    session.db,
    'candidate',
    session.orgId,
    ['candidateId'],
    after.map(({ candidateId, status, lastTouchAt, eventSeq }) => ({ candidateId, status, lastTouchAt, eventSeq })),
    { bumpAt: session.now },
  );
  await showOnPanel(
    session,
    moves.map(({ row }) => row),
    after,
  );
  await emit(
    session,
    moves.map(({ row, to, reason, at }) => ({
      type: 'candidate.status_changed',
      recordType: 'candidate',
      recordId: row.candidateId,
      sequence: row.eventSeq + 1,
      happenedAt: at,
      changed: ['status'],
      payload: { from: row.status, to, reason: reason ?? null },
    })),
  );
  const changed = new Map(after.map((row) => [row.candidateId, row]));
  return changes.map(({ id }, i) => {
    const row = changed.get(id);
    const fault = faults[i] ?? (row === undefined ? notFound('candidate', id) : null);
    return fault !== null ? refused(fault) : done(viewCandidate(row as CandidateRow));
  });
}

function faultOf(change: StatusChange, row: CandidateRow | undefined, manager: boolean): AppError | null {
  if (row === undefined) return notFound('candidate', change.id);
  const stale = staleVersion(change.version ?? null, viewCandidate(row), { status: change.to });
  if (stale !== null) return stale;
  if (mayBecome(row.status, change.to, manager)) return null;
  const ways = nextStatuses(row.status, manager);
  const valid = ways.length === 0 ? 'nothing else' : ways.join(', ');
  return new AppError(
    'invalid_transition',
    `A candidate that is ${row.status} cannot become ${change.to}; it can become ${valid}.`,
  );
}

/** A record comes onto the panel, changes there, or leaves it, by what it needs before and after. */
async function showOnPanel(
  session: TenantSession,
  before: readonly CandidateRow[],
  after: readonly CandidateRow[],
): Promise<void> {
  const wasShown = (i: number): boolean => {
    const row = before[i];
    return row !== undefined && !needsNobody(row.status);
  };
  const shown = after.filter((row) => !needsNobody(row.status));
  await removeToday(
    session,
    'candidate',
    after.filter((row, i) => needsNobody(row.status) && wasShown(i)).map((row) => row.candidateId),
  );
  await updateToday(session, shown.filter((row) => wasShown(after.indexOf(row))).map(todayOfCandidate));
  await insertToday(session, shown.filter((row) => !wasShown(after.indexOf(row))).map(todayOfCandidate));
}
