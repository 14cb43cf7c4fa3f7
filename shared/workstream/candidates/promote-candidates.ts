import { parseJson } from '../../db/json.ts';
import type { TenantSession } from '../../db/session.ts';
import { insertRows, updateRows } from '../../db/write-rows.ts';
import { emit } from '../../events/emit.ts';
import { AppError, notFound } from '../../platform/errors.ts';
import { startClocks } from '../../sla/clocks.ts';
import { copyTemplates } from '../gates/copy-templates.ts';
import { todayOfPursuit, viewPursuit, type Pursuit, type PursuitRow } from '../pursuits/pursuit-view.ts';
import { idSet } from '../records/id-set.ts';
import { staleVersion } from '../records/if-match.ts';
import { done, refused, type Outcome } from '../records/outcome.ts';
import { insertTags } from '../records/tags.ts';
import { promoteToday } from '../today/today-rows.ts';
import { mayBecome } from './candidate-machine.ts';
import { viewCandidate, type CandidateRow } from './candidate-view.ts';
import { lockCandidates } from './read-candidates.ts';

export interface Promotion {
  readonly id: number;
  readonly dueAt?: Date | null | undefined;
  readonly forecastValue?: number | null | undefined;
  readonly currency?: string | null | undefined;
  /** Why; it stands in the event when given. */
  readonly reason?: string | undefined;
  /** The version that the caller has seen; not checked when left out, nor when the candidate is promoted already. */
  readonly version?: number | null | undefined;
  readonly at?: Date | undefined;
}

export interface Promoted {
  readonly pursuit: Pursuit;
  /** It was promoted before: this is the pursuit that was made then. */
  readonly existing: boolean;
}

/**
 * Makes the pursuit of each candidate, in stage qual with its own copy of the checklists, and starts its proposal clock. A candidate has one pursuit at
 * most: whoever asks again gets the same one, and whoever asks at the same moment waits for the candidate's row and then gets it too.
 */
export async function promoteCandidates(
  session: TenantSession,
  promotions: readonly Promotion[],
): Promise<Outcome<Promoted>[]> {
  const rows = await lockCandidates(
    session,
    promotions.map(({ id }) => id),
  );
  const before = [...rows.values()].filter((row) => row.status === 'promoted').map((row) => row.candidateId);
  const existing = await pursuitsOf(session, before);
  const ready = promotions.flatMap((promotion) => {
    const row = rows.get(promotion.id);
    return row !== undefined && faultOf(row, promotion) === null ? [{ row, promotion }] : [];
  });
  const made = await insert(session, ready);
  return promotions.map((promotion) => {
    const { id } = promotion;
    const row = rows.get(id);
    const old = existing.get(id);
    const fresh = made.get(id);
    if (old !== undefined) return done({ pursuit: viewPursuit(old), existing: true });
    if (fresh !== undefined) return done({ pursuit: viewPursuit(fresh), existing: false });
    if (row === undefined) return refused(notFound('candidate', id));
    return refused(faultOf(row, promotion) ?? notFound('candidate', id));
  });
}

function faultOf(row: CandidateRow, promotion: Promotion): AppError | null {
  const stale = staleVersion(promotion.version ?? null, viewCandidate(row), { status: 'promoted' });
  if (stale !== null || mayBecome(row.status, 'promoted', false)) return stale;
  const message = `A candidate that is ${row.status} cannot be promoted; it must be triaged or nurture.`;
  return new AppError('invalid_transition', message);
}

async function pursuitsOf(session: TenantSession, candidateIds: readonly number[]): Promise<Map<number, PursuitRow>> {
  if (candidateIds.length === 0) return new Map();
  const rows = await session.db
    .selectFrom('pursuit')
    .selectAll()
    .where('orgId', '=', session.orgId)
    .where('candidateId', 'in', (eb) => eb.selectFrom(idSet(candidateIds)).select('ids.id'))
    .execute();
  return new Map(rows.map((row) => [row.candidateId, row]));
}

interface Ready {
  readonly row: CandidateRow;
  readonly promotion: Promotion;
}

async function insert(session: TenantSession, ready: readonly Ready[]): Promise<Map<number, PursuitRow>> {
  const values = ready.map(({ row, promotion }) => newPursuit(session, row, promotion));
  const ids = await insertRows(session.db, 'pursuit', values, 'pursuitId');
  const rows = values.map((value, i): PursuitRow => ({
    ...emptyFields,
    ...value,
    tags: JSON.stringify(value.tags),
    pursuitId: ids[i] ?? 0,
  }));
  await copyTemplates(session, rows);
  const clocks = await startClocks(
    session,
    rows.map((row) => ({ metric: 'proposal', recordType: 'pursuit', recordId: row.pursuitId, at: row.createdAt })),
  );
  const clockOf = new Map(clocks.map((clock) => [clock.recordId, clock]));
  await updateRows(
    session.db,
    'candidate',
    session.orgId,
    ['candidateId'],
    ready.map(({ row }, i) => ({
      candidateId: row.candidateId,
      status: 'promoted' as const,
      lastTouchAt: rows[i]?.createdAt ?? session.now,
      eventSeq: row.eventSeq + 1,
    })),
    { bumpAt: session.now },
  );
  await insertTags(
    session,
    'pursuit',
    rows.map((row, i) => ({ id: row.pursuitId, tags: values[i]?.tags ?? [] })),
  );
  await promoteToday(
    session,
    rows.map((row) => ({
      candidateId: row.candidateId,
      record: todayOfPursuit(row, clockOf.get(row.pursuitId) ?? null),
    })),
  );
  await emit(
    session,
    ready.flatMap(({ row, promotion: { reason } }, i) => {
      const pursuit = rows[i];
      if (pursuit === undefined) return [];
      const { pursuitId, candidateId, createdAt: happenedAt, title, owner } = pursuit;
      return [
        {
          type: 'candidate.promoted' as const,
          recordType: 'candidate' as const,
          recordId: candidateId,
          sequence: row.eventSeq + 1,
          happenedAt,
          changed: ['status'],
          payload: { from: row.status, pursuitId, ...(reason === undefined ? {} : { reason }) },
        },
        {
          type: 'pursuit.created' as const,
          recordType: 'pursuit' as const,
          recordId: pursuitId,
          sequence: 1,
          happenedAt,
          payload: { candidateId, title, owner },
        },
      ];
    }),
  );
  return new Map(rows.map((row) => [row.candidateId, row]));
}

const emptyFields = {
  captureLead: null,
  proposalManager: null,
  complianceScore: null,
  winProbability: null,
  lostCode: null,
  lostCategory: null,
  lostText: null,
  submittedAt: null,
  submittedProposalId: null,
  closedAt: null,
};

function newPursuit(session: TenantSession, row: CandidateRow, promotion: Promotion) {
  const at = promotion.at ?? session.now;
  return {
    orgId: session.orgId,
    candidateId: row.candidateId,
    title: row.title,
    stage: 'qual' as const,
    outcome: 'open' as const,
    owner: row.owner,
    clientName: row.clientName,
    dueAt: promotion.dueAt ?? null,
    forecastValue: promotion.forecastValue ?? null,
    currency: promotion.currency ?? null,
    valueBand: row.valueBand,
    priority: row.priority,
    tags: parseJson<string[]>(row.tags),
    gateOverridden: false,
    createdAt: at,
    updatedAt: at,
    version: 1,
    eventSeq: 1,
  };
}
