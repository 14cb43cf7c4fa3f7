import { sql } from 'kysely';
import { jsonRows } from '../../db/portable.ts';
import type { TenantSession } from '../../db/session.ts';
import type { Gate, ProposalStatus } from '../../db/tables/workstream.ts';
import { isAtStake } from '../proposals/at-stake.ts';
import type { SlaTimes } from '../today/sla-times.ts';
import type { PursuitRow } from './pursuit-view.ts';

/** A required checklist item that does not count as complete. */
export interface OpenItem {
  readonly itemId: number;
  readonly gate: Gate;
  readonly itemKey: string;
  readonly itemText: string;
  readonly verifierRole: string;
  /** Who has completed it, where that was the proposal's author and must not be; null for an item that is not complete. */
  readonly completedBy: string | null;
  readonly evidenceRequired: boolean;
  /** The proposal's author, where the item wants somebody else; null where anybody of the role will do. */
  readonly notBy: string | null;
}

/** The proposal that a move is about: the one that was submitted; before that the one that the caller names, else the latest version. */
export interface ChosenProposal {
  readonly proposalId: number;
  readonly versionNo: number;
  readonly status: ProposalStatus;
  readonly contentHash: string;
  readonly eventSeq: number;
}

export interface TransitionFacts {
  readonly pursuit: PursuitRow;
  readonly openItems: readonly OpenItem[];
  readonly proposal: ChosenProposal | null;
  /** The SLA times of its panel row. */
  readonly sla: SlaTimes | null;
}

/**
 * Everything that a decision about these pursuits needs, in one statement and without a lock: whoever changes a checklist or a proposal also raises
 * the pursuit's version, so that a write guarded by the version cannot rest on facts that have changed since.
 */
export async function readForTransition(
  session: TenantSession,
  asked: readonly { readonly id: number; readonly proposalId: number | null }[],
): Promise<Map<number, TransitionFacts>> {
  const rows = await session.db
    .selectFrom(jsonRows('m', { id: 'bigint', proposalId: 'bigint' }, asked))
    .innerJoin('pursuit', (join) =>
      join.onRef('pursuit.pursuitId', '=', 'm.id').on('pursuit.orgId', '=', session.orgId),
    )
    .leftJoin('proposal as q', (join) =>
      join
        .onRef('q.orgId', '=', 'pursuit.orgId')
        .onRef('q.pursuitId', '=', 'pursuit.pursuitId')
        .on(isAtStake(sql.ref('m.proposalId'))),
    )
    .leftJoin('pursuitChecklist as c', (join) =>
      join
        .onRef('c.orgId', '=', 'pursuit.orgId')
        .onRef('c.pursuitId', '=', 'pursuit.pursuitId')
        .on('c.required', '=', true)
        .on((eb) =>
          eb.or([
            eb('c.completedAt', 'is', null),
            eb.and([eb('c.verifierDiffers', '=', true), eb('c.completedBy', '=', eb.ref('q.author'))]),
          ]),
        ),
    )
    .leftJoin('todayItem as d', (join) =>
      join
        .onRef('d.orgId', '=', 'pursuit.orgId')
        .onRef('d.recordId', '=', 'pursuit.pursuitId')
        .on('d.recordType', '=', 'pursuit'),
    )
    .selectAll('pursuit')
    .select(['d.slaWarnAt', 'd.slaDueAt'])
    .select(['c.itemId', 'c.gate', 'c.itemKey', 'c.itemText', 'c.verifierRole', 'c.completedBy'])
    .select(['c.verifierDiffers', 'c.evidenceRequired', 'q.author as proposalAuthor'])
    .select(['q.proposalId', 'q.versionNo', 'q.status as proposalStatus', 'q.contentHash', 'q.eventSeq as proposalSeq'])
    .orderBy('pursuit.pursuitId')
    .orderBy('c.gate')
    .orderBy('c.position')
    .execute();
  const groups = Map.groupBy(rows, (row) => row.pursuitId);
  return new Map([...groups].map(([id, group]) => [id, factsOf(group)]));
}

interface JoinedRow extends PursuitRow {
  readonly itemId: number | null;
  readonly gate: Gate | null;
  readonly itemKey: string | null;
  readonly itemText: string | null;
  readonly verifierRole: string | null;
  readonly completedBy: string | null;
  readonly verifierDiffers: boolean | null;
  readonly evidenceRequired: boolean | null;
  readonly proposalAuthor: string | null;
  readonly proposalId: number | null;
  readonly versionNo: number | null;
  readonly proposalStatus: ProposalStatus | null;
  readonly contentHash: string | null;
  readonly proposalSeq: number | null;
  readonly slaWarnAt: Date | null;
  readonly slaDueAt: Date | null;
}

function factsOf(rows: readonly JoinedRow[]): TransitionFacts {
  const [first] = rows;
  if (first === undefined) throw new Error('A group has a row.');
  const { itemId: _i, gate: _g, itemKey: _k, itemText: _t, verifierRole: _r, completedBy: _c, ...joined } = first;
  const { verifierDiffers: _v, evidenceRequired: _e, proposalAuthor: _a, ...rest } = joined;
  const {
    proposalId,
    versionNo,
    proposalStatus: status,
    contentHash,
    proposalSeq: eventSeq,
    slaWarnAt,
    slaDueAt,
    ...pursuit
  } = rest;
  const found =
    proposalId !== null && versionNo !== null && status !== null && contentHash !== null && eventSeq !== null;
  return {
    pursuit,
    openItems: rows.flatMap(openItemOf),
    sla: slaWarnAt === null || slaDueAt === null ? null : { warnAt: slaWarnAt, dueAt: slaDueAt },
    proposal: found ? { proposalId, versionNo, status, contentHash, eventSeq } : null,
  };
}

function openItemOf(row: JoinedRow): OpenItem[] {
  const { itemId, gate, itemKey, itemText, verifierRole, completedBy, verifierDiffers, proposalAuthor } = row;
  if (itemId === null || gate === null || itemKey === null || itemText === null || verifierRole === null) return [];
  const evidenceRequired = row.evidenceRequired === true;
  const notBy = verifierDiffers === true ? proposalAuthor : null;
  return [{ itemId, gate, itemKey, itemText, verifierRole, completedBy, evidenceRequired, notBy }];
}
