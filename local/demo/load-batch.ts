import { jsonRows } from '../../shared/db/portable.ts';
import type { TenantSession } from '../../shared/db/session.ts';
import type { Role } from '../../shared/auth/roles.ts';
import type { LostCategory } from '../../shared/db/tables/workstream.ts';
import { changeCandidateStatus } from '../../shared/workstream/candidates/change-status.ts';
import { createCandidates } from '../../shared/workstream/candidates/create-candidates.ts';
import { promoteCandidates } from '../../shared/workstream/candidates/promote-candidates.ts';
import type { Move } from '../../shared/workstream/pursuits/move.ts';
import { transitionPursuits } from '../../shared/workstream/pursuits/transition-pursuits.ts';
import type { Outcome } from '../../shared/workstream/records/outcome.ts';
import { createSignals } from '../../shared/workstream/signals/create-signals.ts';
import { candidateOf, naturalKey, signalOf, valueOf, type Story } from './as-inputs.ts';
import { choose } from './chance.ts';
import type { Step } from './history.ts';

/** The loader acts as a manager: only one may override a gate. */
const roles: readonly Role[] = ['manager'];

const overrideReason = 'Taken over from the CRM, where no checklist was kept.';

const lostCategories: readonly [LostCategory, ...LostCategory[]] = ['competition', 'budget', 'timing', 'fit', 'other'];

/**
 * Brings opportunities in up to their promotion, in the transaction of `session`; those that the organisation has already stay as they are. Answers how
 * many were new.
 */
export async function bringIn(session: TenantSession, stories: readonly Story[]): Promise<number> {
  const signals = all(await createSignals(session, stories.map(signalOf)));
  const fresh = stories.flatMap((story, i) => {
    const created = signals[i];
    return created === undefined || created.deduplicated ? [] : [{ ...story, signalId: created.signal.id }];
  });
  const begun = fresh.flatMap((story) => {
    const { candidate } = story.history;
    return candidate === null ? [] : [{ ...story, candidate }];
  });
  const candidates = all(
    await createCandidates(
      session,
      begun.map((story) => candidateOf(story, story.candidate.at, story.signalId)),
    ),
  );
  const known = begun.flatMap((story, i) => {
    const id = candidates[i]?.id;
    return id === undefined ? [] : [{ ...story, id }];
  });
  const triaged = known.flatMap(({ id, candidate: { triagedAt } }) =>
    triagedAt === null ? [] : [{ id, at: triagedAt }],
  );
  all(
    await changeCandidateStatus(
      session,
      triaged.map(({ id, at }) => ({ id, to: 'triaged' as const, at })),
      roles,
    ),
  );
  const nurtured = known.filter(({ candidate }) => candidate.status === 'nurture');
  all(
    await changeCandidateStatus(
      session,
      nurtured.map(({ id, candidate }) => ({ id, to: 'nurture' as const, at: candidate.triagedAt ?? candidate.at })),
      roles,
    ),
  );
  const promoted = known.flatMap(({ id, opportunity, history: { pursuit } }) => {
    if (pursuit === null) return [];
    const { at, dueAt } = pursuit;
    return [{ id, at, dueAt, forecastValue: valueOf(opportunity), currency: 'USD' }];
  });
  all(await promoteCandidates(session, promoted));
  return fresh.length;
}

/**
 * Moves the pursuits of these opportunities along their histories, in the transaction of `session`. Only pursuits that stand where promotion put
 * them are moved: the others were moved before. Their proposals must be there. Answers how many were moved.
 */
export async function moveOn(session: TenantSession, stories: readonly Story[]): Promise<number> {
  const untouched = await untouchedPursuits(session, stories);
  const moving = stories.flatMap(({ opportunity, history }) => {
    const id = untouched.get(naturalKey(opportunity));
    return id === undefined || history.pursuit === null ? [] : [{ id, opportunity, steps: history.pursuit.steps }];
  });
  const longest = Math.max(0, ...moving.map(({ steps }) => steps.length));
  for (let i = 0; i < longest; i += 1) {
    const moves = moving.flatMap(({ id, opportunity, steps }) => {
      const step = steps[i];
      return step === undefined ? [] : [moveOf(id, opportunity.id, step)];
    });
    all(await transitionPursuits(session, moves, roles));
  }
  return moving.filter(({ steps }) => steps.length > 0).length;
}

function moveOf(id: number, opportunityId: string, { to, at }: Step): Move {
  const gated = to === 'submit' || to === 'won' || to === 'lost';
  return {
    id,
    to,
    at,
    ...(gated ? { overrideReason } : {}),
    ...(to === 'lost' ? { lost: { category: choose(opportunityId, 'lost', lostCategories) } } : {}),
  };
}

/** Pursuits that have not moved since their promotion, by the natural key of the signal that they began with. */
async function untouchedPursuits(session: TenantSession, stories: readonly Story[]): Promise<Map<string, number>> {
  const keys = stories.map(({ opportunity }) => ({ key: naturalKey(opportunity) }));
  const rows = await session.db
    .selectFrom('signal as s')
    .innerJoin('candidateSignal as l', (join) =>
      join.onRef('l.orgId', '=', 's.orgId').onRef('l.signalId', '=', 's.signalId'),
    )
    .innerJoin('pursuit as p', (join) =>
      join.onRef('p.orgId', '=', 'l.orgId').onRef('p.candidateId', '=', 'l.candidateId'),
    )
    .select(['s.dedupeKey', 'p.pursuitId'])
    .where('s.orgId', '=', session.orgId)
    .where('s.dedupeKey', 'in', (eb) => eb.selectFrom(jsonRows('k', { key: 'text' }, keys)).select('k.key'))
    .where('p.stage', '=', 'qual')
    .where('p.outcome', '=', 'open')
    .execute();
  return new Map(rows.map((row) => [row.dedupeKey ?? '', row.pursuitId]));
}

/** The values of a set of which nothing may be refused. Throws the first refusal. */
function all<T>(outcomes: readonly Outcome<T>[]): readonly T[] {
  return outcomes.map((outcome) => {
    if (outcome.ok) return outcome.value;
    throw outcome.error;
  });
}
