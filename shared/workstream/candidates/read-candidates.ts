import { keysetPage, mapPage, type KeysetOrder, type Page, type PageRequest } from '../../db/keyset.ts';
import type { TenantSession } from '../../db/session.ts';
import type { CandidateStatus, Priority, ValueBand } from '../../db/tables/workstream.ts';
import { notFound } from '../../platform/errors.ts';
import { idSet } from '../records/id-set.ts';
import { hasTag } from '../records/tags.ts';
import { viewCandidate, type Candidate, type CandidateRow } from './candidate-view.ts';

/** A candidate with the signals that it is built from, and its pursuit when it has one. */
export interface CandidateDetail extends Candidate {
  readonly signalIds: readonly number[];
  readonly pursuitId: number | null;
}

/** One candidate. 404 when the organisation has no such candidate. One round trip. */
export async function getCandidate(session: TenantSession, id: number): Promise<CandidateDetail> {
  const rows = await session.db
    .selectFrom('candidate')
    .leftJoin('candidateSignal as s', (join) =>
      join.onRef('s.orgId', '=', 'candidate.orgId').onRef('s.candidateId', '=', 'candidate.candidateId'),
    )
    .leftJoin('pursuit as p', (join) =>
      join.onRef('p.orgId', '=', 'candidate.orgId').onRef('p.candidateId', '=', 'candidate.candidateId'),
    )
    .selectAll('candidate')
    .select(['s.signalId', 'p.pursuitId'])
    .where('candidate.orgId', '=', session.orgId)
    .where('candidate.candidateId', '=', id)
    .where('candidate.deletedAt', 'is', null)
    .orderBy('s.signalId')
    .execute();
  const [first] = rows;
  if (first === undefined) throw notFound('candidate', id);
  const { signalId: _signal, pursuitId, ...candidate } = first;
  return {
    ...viewCandidate(candidate),
    signalIds: rows.flatMap((row) => (row.signalId === null ? [] : [row.signalId])),
    pursuitId,
  };
}

export interface CandidateFilter {
  readonly status?: readonly CandidateStatus[] | undefined;
  readonly valueBand?: readonly ValueBand[] | undefined;
  readonly priority?: readonly Priority[] | undefined;
  readonly owner?: string | undefined;
  readonly tag?: string | undefined;
}

const newestFirst: KeysetOrder = {
  name: 'newest',
  columns: [{ ref: 'candidate.candidateId', direction: 'desc', kind: 'number' }],
};

/** Candidates, newest first. One round trip. */
export async function listCandidates(
  session: TenantSession,
  filter: CandidateFilter,
  page: PageRequest,
): Promise<Page<Candidate>> {
  let query = session.db
    .selectFrom('candidate')
    .selectAll('candidate')
    .where('candidate.orgId', '=', session.orgId)
    .where('candidate.deletedAt', 'is', null);
  if (filter.status !== undefined) query = query.where('candidate.status', 'in', filter.status);
  if (filter.valueBand !== undefined) query = query.where('candidate.valueBand', 'in', filter.valueBand);
  if (filter.priority !== undefined) query = query.where('candidate.priority', 'in', filter.priority);
  if (filter.owner !== undefined) query = query.where('candidate.owner', '=', filter.owner);
  const { tag } = filter;
  if (tag !== undefined)
    query = query.where(hasTag(session.orgId, tag, { type: 'candidate', id: 'candidate.candidateId' }));
  const bind = { orgId: session.orgId, filter: { list: 'candidates', ...filter } };
  return mapPage(await keysetPage(query, page, newestFirst, bind, (row) => [row.candidateId]), viewCandidate);
}

/** Locks candidates for a change, in the order of their ids; absent and deleted ones are missing in the answer. */
export async function lockCandidates(
  session: TenantSession,
  ids: readonly number[],
): Promise<Map<number, CandidateRow>> {
  const rows = await session.db
    .selectFrom('candidate')
    .selectAll()
    .where('orgId', '=', session.orgId)
    .where('candidateId', 'in', (eb) => eb.selectFrom(idSet(ids)).select('ids.id'))
    .where('deletedAt', 'is', null)
    .orderBy('candidateId')
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.candidateId, row]));
}
