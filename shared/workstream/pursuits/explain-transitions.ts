import type { TenantSession } from '../../db/session.ts';
import { notFound, type Blocker } from '../../platform/errors.ts';
import { judge } from './blockers.ts';
import { nextStages, shownStage, type ShownStage } from './pursuit-machine.ts';
import { readForTransition } from './read-for-transition.ts';

/** One way that a pursuit has, and what holds it back. */
export interface ExplainedTransition {
  readonly to: ShownStage;
  readonly allowed: boolean;
  /** A manager could pass it with a reason. */
  readonly overridable: boolean;
  readonly blockers: readonly Blocker[];
}

/** Every way that the pursuit has from its stage, judged exactly as a call would be. One round trip. */
export async function explainTransitions(
  session: TenantSession,
  id: number,
): Promise<{ stage: ShownStage; transitions: readonly ExplainedTransition[] }> {
  const facts = (await readForTransition(session, [{ id, proposalId: null }])).get(id);
  if (facts === undefined) throw notFound('pursuit', id);
  const stage = shownStage(facts.pursuit);
  const transitions = nextStages(stage).map((to) => {
    const { gateBlockers, hardBlockers } = judge(session.settings, facts, to);
    return {
      to,
      allowed: gateBlockers.length + hardBlockers.length === 0,
      overridable: hardBlockers.length === 0 && gateBlockers.length > 0,
      blockers: [...hardBlockers, ...gateBlockers],
    };
  });
  return { stage, transitions };
}
