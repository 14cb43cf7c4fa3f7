import type { TenantSession } from '../../db/session.ts';
import { updateRows } from '../../db/write-rows.ts';
import { emit } from '../../events/emit.ts';
import { differingFields } from '../../platform/differences.ts';
import { AppError, notFound } from '../../platform/errors.ts';
import { demandVersion, mayPatch, type Precondition, type Updated } from '../records/if-match.ts';
import { unknownMember, unknownMembers } from '../records/owners.ts';
import { replaceTags } from '../records/tags.ts';
import { removeToday, updateToday } from '../today/today-rows.ts';
import { needsNobody } from './candidate-machine.ts';
import { todayOfCandidate, viewCandidate, type Candidate, type CandidateRow } from './candidate-view.ts';
import { lockCandidates } from './read-candidates.ts';
import { releaseSignals } from './release-signals.ts';

/** Fields that a person may change; an absent one stays, null clears it. The status has its own ways. */
export type CandidatePatch = {
  readonly [
    K in
      | 'title'
      | 'oneLinerScope'
      | 'valueBand'
      | 'confidence'
      | 'nextStep'
      | 'owner'
      | 'clientName'
      | 'contactName'
      | 'contactEmail'
      | 'priority'
  ]?: Candidate[K] | undefined;
} & { readonly tags?: readonly string[] | undefined };

/** Changes fields of a candidate. A patch that changes nothing writes nothing. 412 as `mayPatch` says. */
export async function updateCandidate(
  session: TenantSession,
  id: number,
  patch: CandidatePatch,
  precondition: Precondition,
): Promise<Updated<Candidate>> {
  const row = (await lockCandidates(session, [id])).get(id);
  if (row === undefined) throw notFound('candidate', id);
  const before = viewCandidate(row);
  const merged = await mayPatch(session, { type: 'candidate', id }, precondition, before, patch);
  const changed = differingFields({ ...before }, patch);
  if (changed.length === 0) return { value: before, merged };
  if (changed.includes('owner') && typeof patch.owner === 'string') {
    if ((await unknownMembers(session, [patch.owner])).size > 0) throw unknownMember('/owner', patch.owner);
  }
  const set = Object.fromEntries(changed.map((name) => [name, patch[name as keyof CandidatePatch] ?? null]));
  const written = { candidateId: id, ...set, lastTouchAt: session.now, eventSeq: row.eventSeq + 1 };
  await updateRows(session.db, 'candidate', session.orgId, ['candidateId'], [written], { bumpAt: session.now });
  if (changed.includes('tags')) await replaceTags(session, 'candidate', [{ id, tags: patch.tags ?? [] }]);
  const after: CandidateRow = {
    ...row,
    ...written,
    tags: JSON.stringify(patch.tags ?? before.tags),
    version: row.version + 1,
    updatedAt: session.now,
  };
  if (!needsNobody(row.status)) await updateToday(session, [todayOfCandidate(after)]);
  await emit(session, [
    {
      type: 'candidate.updated',
      recordType: 'candidate',
      recordId: id,
      sequence: row.eventSeq + 1,
      changed,
      recordVersion: row.version + 1,
      payload: changed.includes('owner') ? { owner: patch.owner ?? null } : {},
    },
  ]);
  return { value: viewCandidate(after), merged };
}

/** Deletes a candidate (softly). A promoted one stays: its pursuit rests on it. Its signals are open again. */
export async function deleteCandidate(session: TenantSession, id: number, version: number | null): Promise<void> {
  const row = (await lockCandidates(session, [id])).get(id);
  if (row === undefined) throw notFound('candidate', id);
  demandVersion(version, viewCandidate(row));
  if (row.status === 'promoted') {
    throw new AppError('conflict', 'A pursuit is built on this candidate; it cannot be deleted.');
  }
  await updateRows(
    session.db,
    'candidate',
    session.orgId,
    ['candidateId'],
    [{ candidateId: id, deletedAt: session.now, eventSeq: row.eventSeq + 1 }],
    { bumpAt: session.now },
  );
  await removeToday(session, 'candidate', [id]);
  await releaseSignals(session, id);
  await emit(session, [
    {
      type: 'candidate.deleted',
      recordType: 'candidate',
      recordId: id,
      sequence: row.eventSeq + 1,
      payload: { status: row.status },
    },
  ]);
}
