import type { TenantSession, Trace } from '../../db/session.ts';
import { insertRows, updateRows } from '../../db/write-rows.ts';
import { emit } from '../../events/emit.ts';
import { AppError, notFound } from '../../platform/errors.ts';
import { idSet } from '../records/id-set.ts';
import { staleVersion } from '../records/if-match.ts';
import { done, refused, type Outcome } from '../records/outcome.ts';
import { viewPursuit, type PursuitRow } from '../pursuits/pursuit-view.ts';
import { contentHash, type Section } from './content-hash.ts';
import { viewProposal, type Proposal, type ProposalRow } from './proposal-view.ts';

export interface NewProposal {
  readonly pursuitId: number;
  /** The version of the pursuit that the caller has seen; not checked when left out. */
  readonly pursuitVersion?: number | null | undefined;
  /** The pursuit's title when left out. */
  readonly title?: string | undefined;
  readonly sections: readonly Section[];
  /** Only the very first version is wanted: nothing is made when the pursuit has one already. */
  readonly firstOnly?: boolean | undefined;
  readonly at?: Date | undefined;
  /** What asks for it; the session's trace when left out. */
  readonly trace?: Trace | undefined;
}

/**
 * Writes new versions, numbered 1, 2, 3 … per pursuit under the pursuit's row lock, so that numbers never race. The pursuit's version rises: its
 * latest proposal is part of what a submission rests on. At most one new version per pursuit and call. With `firstOnly`, a pursuit that has a
 * version answers null.
 */
export async function createProposals(
  session: TenantSession,
  inputs: readonly NewProposal[],
): Promise<Outcome<Proposal | null>[]> {
  const { pursuits, newest } = await lockWithNewest(
    session,
    inputs.map((input) => input.pursuitId),
  );
  const faults = inputs.map((input) => faultOf(input, pursuits.get(input.pursuitId)));
  const wanted = inputs.filter(
    (input, i) => faults[i] === null && !(input.firstOnly === true && newest.has(input.pursuitId)),
  );
  const values = wanted.map((input) => ({
    orgId: session.orgId,
    pursuitId: input.pursuitId,
    versionNo: (newest.get(input.pursuitId) ?? 0) + 1,
    status: 'draft' as const,
    title: input.title ?? pursuits.get(input.pursuitId)?.title ?? '',
    content: input.sections,
    contentHash: contentHash(input.sections),
    author: session.actor.id,
    createdAt: input.at ?? session.now,
    updatedAt: input.at ?? session.now,
    version: 1,
    eventSeq: 1,
  }));
  const ids = await insertRows(session.db, 'proposal', values, 'proposalId');
  const rows = values.map((value, i): ProposalRow => ({
    ...value,
    content: JSON.stringify(value.content),
    proposalId: ids[i] ?? 0,
    recipients: null,
    sentAt: null,
  }));
  await updateRows(
    session.db,
    'pursuit',
    session.orgId,
    ['pursuitId'],
    rows.map(({ pursuitId }) => ({ pursuitId })),
    { bumpAt: session.now },
  );
  await emit(
    session,
    rows.map(({ proposalId, pursuitId, versionNo, contentHash: hash, createdAt }, i) => ({
      type: 'proposal.created',
      recordType: 'proposal',
      recordId: proposalId,
      sequence: 1,
      happenedAt: createdAt,
      payload: { pursuitId, versionNo, contentHash: hash },
      trace: wanted[i]?.trace ?? session.trace,
    })),
  );
  const made = new Map(rows.map((row) => [row.pursuitId, row]));
  return inputs.map((input, i) => {
    const fault = faults[i];
    if (fault !== null && fault !== undefined) return refused(fault);
    const row = made.get(input.pursuitId);
    return done(row === undefined ? null : viewProposal(row));
  });
}

function faultOf(input: NewProposal, pursuit: PursuitRow | undefined): AppError | null {
  if (pursuit === undefined) return notFound('pursuit', input.pursuitId);
  const stale = staleVersion(input.pursuitVersion ?? null, viewPursuit(pursuit));
  if (stale !== null) return stale;
  if (pursuit.outcome === 'open' || input.firstOnly === true) return null;
  return new AppError('conflict', `The pursuit is closed (${pursuit.outcome}); it takes no new proposal.`);
}

async function lockWithNewest(session: TenantSession, ids: readonly number[]) {
  const pursuits = await session.db
    .selectFrom('pursuit')
    .selectAll()
    .where('orgId', '=', session.orgId)
    .where('pursuitId', 'in', (eb) => eb.selectFrom(idSet(ids)).select('ids.id'))
    .orderBy('pursuitId')
    .forUpdate()
    .execute();
  // A statement of its own: it sees what was committed while this one waited for the lock.
  const newest = await session.db
    .selectFrom('proposal')
    .select((eb) => ['pursuitId', eb.fn.max('versionNo').as('versionNo')])
    .where('orgId', '=', session.orgId)
    .where('pursuitId', 'in', (eb) => eb.selectFrom(idSet(ids)).select('ids.id'))
    .groupBy('pursuitId')
    .execute();
  return {
    pursuits: new Map(pursuits.map((row) => [row.pursuitId, row])),
    newest: new Map(newest.map((row) => [row.pursuitId, row.versionNo])),
  };
}
