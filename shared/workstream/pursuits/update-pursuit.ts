import type { TenantSession } from '../../db/session.ts';
import { updateRows } from '../../db/write-rows.ts';
import { emit } from '../../events/emit.ts';
import { differingFields } from '../../platform/differences.ts';
import { invalidField } from '../../platform/errors.ts';
import { mayPatch, type Precondition, type Updated } from '../records/if-match.ts';
import { unknownMember, unknownMembers } from '../records/owners.ts';
import { replaceTags } from '../records/tags.ts';
import { runningSlaTimes } from '../today/sla-times.ts';
import { updateToday } from '../today/today-rows.ts';
import { todayOfPursuit, viewPursuit, type Pursuit, type PursuitRow } from './pursuit-view.ts';
import { lockPursuit } from './read-pursuits.ts';

/** Fields that a person may change; an absent one stays, null clears it. The stage has its own ways. */
export type PursuitPatch = {
  readonly [
    K in
      | 'title'
      | 'owner'
      | 'captureLead'
      | 'proposalManager'
      | 'clientName'
      | 'dueAt'
      | 'complianceScore'
      | 'forecastValue'
      | 'currency'
      | 'winProbability'
      | 'valueBand'
      | 'priority'
  ]?: Pursuit[K] | undefined;
} & { readonly tags?: readonly string[] | undefined };

/** An amount means nothing without its currency. */
const units = [['forecastValue', 'currency']];
const people = ['owner', 'captureLead', 'proposalManager'] as const;

/** Changes fields of a pursuit. A patch that changes nothing writes nothing. 412 as `mayPatch` says. */
export async function updatePursuit(
  session: TenantSession,
  id: number,
  patch: PursuitPatch,
  precondition: Precondition,
): Promise<Updated<Pursuit>> {
  const row = await lockPursuit(session, id);
  const before = viewPursuit(row);
  const merged = await mayPatch(session, { type: 'pursuit', id, units }, precondition, before, patch);
  const changed = differingFields({ ...before }, patch);
  if (changed.length === 0) return { value: before, merged };
  const named = people.filter((name) => changed.includes(name));
  const strangers = await unknownMembers(
    session,
    named.map((name) => patch[name]),
  );
  for (const name of named) {
    const person = patch[name];
    if (typeof person === 'string' && strangers.has(person)) throw unknownMember(`/${name}`, person);
  }
  const set = Object.fromEntries(changed.map((name) => [name, patch[name as keyof PursuitPatch] ?? null]));
  const written = { pursuitId: id, ...set, eventSeq: row.eventSeq + 1 };
  const after: PursuitRow = {
    ...row,
    ...written,
    tags: JSON.stringify(patch.tags ?? before.tags),
    version: row.version + 1,
    updatedAt: session.now,
  };
  if ((after.forecastValue === null) !== (after.currency === null)) {
    throw invalidField('/currency', 'forecastValue and currency belong together: give both or neither.');
  }
  await updateRows(session.db, 'pursuit', session.orgId, ['pursuitId'], [written], { bumpAt: session.now });
  if (changed.includes('tags')) await replaceTags(session, 'pursuit', [{ id, tags: patch.tags ?? [] }]);
  if (row.outcome === 'open') {
    const times = await runningSlaTimes(session, 'pursuit', [id]);
    await updateToday(session, [todayOfPursuit(after, times.get(id) ?? null)]);
  }
  await emit(session, [
    {
      type: 'pursuit.updated',
      recordType: 'pursuit',
      recordId: id,
      sequence: row.eventSeq + 1,
      changed,
      recordVersion: row.version + 1,
      payload: changed.includes('owner') ? { owner: patch.owner ?? null } : {},
    },
  ]);
  return { value: viewPursuit(after), merged };
}
