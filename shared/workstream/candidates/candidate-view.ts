import type { Selectable } from 'kysely';
import { parseJson } from '../../db/json.ts';
import type { Tables } from '../../db/tables.ts';
import type { TodayRecord } from '../today/today-rows.ts';

export type CandidateRow = Selectable<Tables['candidate']>;

/** A candidate as everybody outside this room sees it. */
export interface Candidate extends Omit<CandidateRow, 'orgId' | 'candidateId' | 'tags' | 'eventSeq' | 'deletedAt'> {
  readonly id: number;
  readonly tags: readonly string[];
}

export function viewCandidate(row: CandidateRow): Candidate {
  const { orgId: _org, candidateId, tags, eventSeq: _seq, deletedAt: _deleted, ...shown } = row;
  return { id: candidateId, ...shown, tags: parseJson<string[]>(tags) };
}

/** The panel row of an open candidate. Nurture weighs as pink does, everything before it as qual. */
export function todayOfCandidate(row: CandidateRow): TodayRecord {
  return {
    recordType: 'candidate',
    recordId: row.candidateId,
    title: row.title,
    state: row.status,
    owner: row.owner,
    tags: parseJson<string[]>(row.tags),
    dueAt: null,
    slaDueAt: null,
    slaWarnAt: null,
    valueBand: row.valueBand,
    stage: row.status === 'nurture' ? 'pink' : 'qual',
    createdAt: row.createdAt,
  };
}
