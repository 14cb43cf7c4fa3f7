import type { OrgSettings } from '../../db/org-settings.ts';
import type { Gate } from '../../db/tables/workstream.ts';
import type { Blocker } from '../../platform/errors.ts';
import { gatesFor } from '../gates/policy.ts';
import { nextStages, shownStage, type ShownStage } from './pursuit-machine.ts';
import type { OpenItem, TransitionFacts } from './read-for-transition.ts';

const rolesFrom = { member: ['member', 'manager', 'admin'], manager: ['manager', 'admin'], admin: ['admin'] };

/** What holds a pursuit back from `to`: items of gates, which a manager may override, and everything else, which nobody may. */
export interface Verdict {
  /** The gates that the way asks for, complete or not. */
  readonly gates: readonly Gate[];
  readonly gateBlockers: readonly Blocker[];
  readonly hardBlockers: readonly Blocker[];
}

/** Decides whether a pursuit may become `to`. The one decision behind every path: calls, bulk, imports, boards, tools, handlers. */
export function judge(settings: OrgSettings, facts: TransitionFacts, to: ShownStage): Verdict {
  const from = shownStage(facts.pursuit);
  const ways = nextStages(from);
  if (!ways.includes(to)) {
    const valid = ways.length === 0 ? 'nothing else' : ways.join(', ');
    const message = `A pursuit in ${from} cannot become ${to}; it can become ${valid}.`;
    return {
      gates: [],
      gateBlockers: [],
      hardBlockers: [{ kind: 'transition_not_allowed', message, clearableBy: [] }],
    };
  }
  const gates = gatesFor(settings, to, { forecastValue: facts.pursuit.forecastValue });
  const gateBlockers = facts.openItems
    .filter((item) => gates.includes(item.gate))
    .map((item): Blocker => ({
      kind: 'checklist_item',
      gate: item.gate,
      itemId: item.itemId,
      itemKey: item.itemKey,
      message: `${item.gate}: ${item.itemText}${selfVerified(item)}`,
      clearableBy: rolesFrom[item.verifierRole as keyof typeof rolesFrom],
      ...(item.notBy === null ? {} : { notBy: item.notBy }),
      ...(item.evidenceRequired ? { evidenceRequired: true } : {}),
    }));
  return { gates, gateBlockers, hardBlockers: to === 'submit' ? proposalBlockers(facts) : [] };
}

/** Completing it came first, writing the proposal second: the item was not closed to its author then. */
function selfVerified({ completedBy }: OpenItem): string {
  if (completedBy === null) return '';
  return ` (${completedBy} has completed it and written the proposal; reopen it for somebody else to complete)`;
}

function proposalBlockers({ proposal }: TransitionFacts): Blocker[] {
  if (proposal !== null && proposal.status !== 'void') return [];
  const message =
    proposal === null
      ? 'There is no proposal to submit; write one, or name one of this pursuit.'
      : `Proposal version ${proposal.versionNo} is void; write a new version, or name another one.`;
  return [{ kind: 'proposal_missing', message, clearableBy: ['member', 'manager', 'admin'] }];
}
