import type { TenantSession } from '../../db/session.ts';
import { updateRows } from '../../db/write-rows.ts';
import { emit, sequenced } from '../../events/emit.ts';
import { differingFields } from '../../platform/differences.ts';
import { notFound } from '../../platform/errors.ts';
import { stopClocks } from '../../sla/clocks.ts';
import { mayPatch, type Precondition, type Updated } from '../records/if-match.ts';
import { unknownMember, unknownMembers } from '../records/owners.ts';
import { replaceTags } from '../records/tags.ts';
import { runningSlaTimes } from '../today/sla-times.ts';
import { updateToday } from '../today/today-rows.ts';
import { lockSignals } from './read-signals.ts';
import { todayOfSignal, viewSignal, type Signal, type SignalRow } from './signal-view.ts';

/** Fields that a person may change; an absent one stays, null clears it. */
export type SignalPatch = {
  readonly [
    K in
      | 'sourceRef'
      | 'snippet'
      | 'problemPhrase'
      | 'solutionHint'
      | 'urgencyScore'
      | 'contactName'
      | 'contactEmail'
      | 'contactPhone'
      | 'companyName'
      | 'companyDomain'
      | 'owner'
  ]?: Signal[K] | undefined;
} & { readonly tags?: readonly string[] | undefined };

/**
 * Changes fields of a signal. Assigning an owner for the first time is the first touch and stops the triage clock. A patch that changes nothing writes
 * nothing. 412 as `mayPatch` says.
 */
export async function updateSignal(
  session: TenantSession,
  id: number,
  patch: SignalPatch,
  precondition: Precondition,
): Promise<Updated<Signal>> {
  const row = (await lockSignals(session, [id])).get(id);
  if (row === undefined) throw notFound('signal', id);
  const before = viewSignal(row);
  const merged = await mayPatch(session, { type: 'signal', id }, precondition, before, patch);
  const changed = differingFields({ ...before }, patch);
  if (changed.length === 0) return { value: before, merged };
  if (changed.includes('owner') && typeof patch.owner === 'string') {
    if ((await unknownMembers(session, [patch.owner])).size > 0) throw unknownMember('/owner', patch.owner);
  }
  const touched = row.firstTouchAt === null && typeof patch.owner === 'string' && row.status === 'open';
  const stops = touched
    ? await stopClocks(session, [{ metric: 'triage', recordType: 'signal', recordId: id, at: session.now }])
    : [];
  const drafts = [
    {
      type: 'signal.updated' as const,
      recordType: 'signal' as const,
      recordId: id,
      changed,
      recordVersion: row.version + 1,
      payload: changed.includes('owner') ? { owner: patch.owner ?? null } : {},
    },
    ...stops.flatMap((stop) => stop.drafts),
  ];
  const set = Object.fromEntries(changed.map((name) => [name, patch[name as keyof SignalPatch] ?? null]));
  const written = {
    signalId: id,
    ...set,
    firstTouchAt: touched ? session.now : row.firstTouchAt,
    eventSeq: row.eventSeq + drafts.length,
  };
  await updateRows(session.db, 'signal', session.orgId, ['signalId'], [written], { bumpAt: session.now });
  if (changed.includes('tags')) await replaceTags(session, 'signal', [{ id, tags: patch.tags ?? [] }]);
  const after: SignalRow = {
    ...row,
    ...written,
    tags: JSON.stringify(patch.tags ?? before.tags),
    version: row.version + 1,
    updatedAt: session.now,
  };
  if (row.status === 'open') {
    const times = touched ? null : (await runningSlaTimes(session, 'signal', [id])).get(id);
    await updateToday(session, [todayOfSignal(after, times ?? null)]);
  }
  await emit(session, sequenced(row.eventSeq, drafts));
  return { value: viewSignal(after), merged };
}
