import { allows, type Role } from '../../auth/roles.ts';
import { LostRaceError } from '../../db/lost-race.ts';
import type { TenantSession } from '../../db/session.ts';
import { updateRows } from '../../db/write-rows.ts';
import { emit, sequenced, type Draft } from '../../events/emit.ts';
import { AppError, invalidField, notFound } from '../../platform/errors.ts';
import { markSent, type Sending } from '../proposals/mark-sent.ts';
import { staleVersion } from '../records/if-match.ts';
import { done, refused, type Outcome } from '../records/outcome.ts';
import { judge } from './blockers.ts';
import { moveClocks } from './move-clocks.ts';
import type { Decided, Move } from './move.ts';
import { isOutcome, shownStage, storedStage, type ShownStage } from './pursuit-machine.ts';
import { viewPursuit, type Pursuit, type PursuitRow } from './pursuit-view.ts';
import { readForTransition, type TransitionFacts } from './read-for-transition.ts';
import { showMoved } from './show-moved.ts';

/**
 * Moves pursuits to other stages: the only way there is, for every caller. Each move is refused by the table of stages, by incomplete gates (unless a manager
 * overrides with a reason) or for want of a proposal; refused ones change nothing and do not sink the others. Throws `LostRaceError` when
 * something the decision rests on has changed meanwhile: the transaction is then run again.
 */
export async function transitionPursuits(
  session: TenantSession,
  moves: readonly Move[],
  roles: readonly Role[],
): Promise<Outcome<Pursuit>[]> {
  const facts = await readForTransition(
    session,
    moves.map(({ id, to, proposalId }) => ({ id, proposalId: to === 'submit' ? (proposalId ?? null) : null })),
  );
  const verdicts = moves.map((move) => decide(session, move, facts.get(move.id), roles));
  const decided = verdicts.filter((verdict): verdict is Decided => !(verdict instanceof AppError));
  const written = decided.map(({ after }) => ({ ...pick(after), version: after.version - 1 }));
  const count = await updateRows(session.db, 'pursuit', session.orgId, ['pursuitId'], written, {
    bumpAt: session.now,
    guard: true,
  });
  if (count !== decided.length) throw new LostRaceError('a pursuit');
  const proposalEvents = await markSent(session, decided.flatMap(sendingOf));
  const { slaDrafts, started } = await moveClocks(session, decided);
  const events = decided.map((one) => [...draftsOf(one), ...(slaDrafts.get(one.move.id) ?? [])]);
  const late = decided.flatMap(({ facts: { pursuit } }, i) =>
    pursuit.eventSeq + (events[i]?.length ?? 0) === decided[i]?.after.eventSeq
      ? []
      : [{ pursuitId: pursuit.pursuitId, eventSeq: pursuit.eventSeq + (events[i]?.length ?? 0) }],
  );
  await updateRows(session.db, 'pursuit', session.orgId, ['pursuitId'], late);
  await showMoved(session, decided, started);
  await emit(session, [
    ...decided.flatMap((one, i) => sequenced(one.facts.pursuit.eventSeq, events[i] ?? [])),
    ...proposalEvents,
  ]);
  return verdicts.map((verdict) => (verdict instanceof AppError ? refused(verdict) : done(viewPursuit(verdict.after))));
}

function decide(
  session: TenantSession,
  move: Move,
  facts: TransitionFacts | undefined,
  roles: readonly Role[],
): Decided | AppError {
  if (facts === undefined) return notFound('pursuit', move.id);
  const stale = staleVersion(move.version ?? null, viewPursuit(facts.pursuit), { stage: move.to });
  if (stale !== null) return stale;
  const unusable = unusableField(move, facts);
  if (unusable !== null) return unusable;
  const { gates, gateBlockers, hardBlockers } = judge(session.settings, facts, move.to);
  for (const gate of gates) {
    const blockers = gateBlockers.filter((blocker) => blocker.gate === gate);
    const verdict = blockers.length === 0 ? 'passed' : move.overrideReason ? 'overridden' : 'blocked';
    session.witness?.gate({ pursuitId: move.id, to: move.to, gate, verdict, blockers });
  }
  if (hardBlockers.length > 0) {
    const [first] = hardBlockers;
    return new AppError('invalid_transition', first?.message ?? '', { blockers: [...hardBlockers, ...gateBlockers] });
  }
  if (move.to === 'lost' && !move.lost) {
    return invalidField(
      '/lost',
      'A lost pursuit needs its reason: a category of timing, competition, budget, fit or other.',
    );
  }
  if (gateBlockers.length > 0 && !move.overrideReason) {
    const from = shownStage(facts.pursuit);
    const message = `${gateBlockers.length} required checklist items hold this pursuit in ${from}.`;
    return new AppError('gate_blocked', message, { blockers: gateBlockers });
  }
  if (move.overrideReason && !allows(roles, 'manager')) {
    return new AppError('forbidden', 'Only a manager may override a gate.');
  }
  const at = move.at ?? session.now;
  const decided = { move, at, facts, overridden: gateBlockers };
  return { ...decided, after: rowAfter(session, decided) };
}

/** What of the call would be of no effect: it is refused rather than lost. */
function unusableField(move: Move, { proposal }: TransitionFacts): AppError | null {
  const { id, to, proposalId, recipients = [] } = move;
  if (to !== 'lost' && move.lost) return invalidField('/lost', 'Only a lost pursuit has a reason of its loss.');
  if (to !== 'submit') {
    if (typeof proposalId === 'number') return invalidField('/proposalId', 'Only a submission takes a proposal.');
    if (recipients.length > 0) return invalidField('/recipients', 'Only a submission sends to recipients.');
    return null;
  }
  if (typeof proposalId === 'number' && proposal === null) {
    return invalidField('/proposalId', `Pursuit ${id} has no proposal ${proposalId}.`);
  }
  if (recipients.length > 0 && proposal !== null && proposal.status !== 'draft') {
    const message = `Proposal version ${proposal.versionNo} is ${proposal.status} already; its recipients stay as they are.`;
    return invalidField('/recipients', message);
  }
  return null;
}

function rowAfter(session: TenantSession, { move, at, facts, overridden }: Omit<Decided, 'after'>): PursuitRow {
  const { pursuit, proposal } = facts;
  const submitted = move.to === 'submit';
  return {
    ...pursuit,
    ...storedStage(move.to, pursuit.stage),
    lostCategory: move.lost?.category ?? pursuit.lostCategory,
    lostCode: move.lost?.code ?? pursuit.lostCode,
    lostText: move.lost?.text ?? pursuit.lostText,
    gateOverridden: pursuit.gateOverridden || overridden.length > 0,
    submittedAt: submitted ? at : pursuit.submittedAt,
    submittedProposalId: submitted ? (proposal?.proposalId ?? null) : pursuit.submittedProposalId,
    closedAt: isOutcome(move.to) ? at : pursuit.closedAt,
    eventSeq: pursuit.eventSeq + (overridden.length > 0 ? 2 : 1),
    version: pursuit.version + 1,
    updatedAt: session.now,
  };
}

/** The draft that a submission sends; none when it was sent before. */
function sendingOf({ move, at, facts: { proposal } }: Decided): Sending[] {
  if (move.to !== 'submit' || proposal?.status !== 'draft') return [];
  return [{ ...proposal, pursuitId: move.id, recipients: move.recipients ?? [], at }];
}

function pick(row: PursuitRow) {
  const { pursuitId, stage, outcome, lostCategory, lostCode, lostText, gateOverridden } = row;
  const { submittedAt, submittedProposalId, closedAt, eventSeq } = row;
  const lost = { lostCategory, lostCode, lostText };
  return { pursuitId, stage, outcome, ...lost, gateOverridden, submittedAt, submittedProposalId, closedAt, eventSeq };
}

const eventOf = {
  qual: 'pursuit.stage_changed',
  pink: 'pursuit.stage_changed',
  red: 'pursuit.stage_changed',
  submit: 'pursuit.submitted',
  won: 'pursuit.won',
  lost: 'pursuit.lost',
  no_bid: 'pursuit.no_bid',
} as const satisfies Record<ShownStage, Draft['type']>;

function draftsOf({ move, at, facts: { pursuit, proposal }, overridden }: Decided): Draft[] {
  const record = { recordType: 'pursuit' as const, recordId: pursuit.pursuitId, happenedAt: at };
  const override: Draft[] =
    overridden.length === 0
      ? []
      : [
          {
            ...record,
            type: 'gate.overridden',
            payload: {
              to: move.to,
              reason: move.overrideReason,
              items: overridden.map(({ itemId, gate, itemKey }) => ({ itemId, gate, itemKey })),
            },
          },
        ];
  return [
    ...override,
    {
      ...record,
      type: eventOf[move.to],
      changed: ['stage'],
      payload: {
        from: shownStage(pursuit),
        to: move.to,
        overridden: overridden.length > 0,
        ...(move.to === 'submit' && proposal !== null
          ? { proposalId: proposal.proposalId, versionNo: proposal.versionNo, contentHash: proposal.contentHash }
          : {}),
        ...(move.to === 'lost' ? { lost: move.lost } : {}),
      },
    },
  ];
}
