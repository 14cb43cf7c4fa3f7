import type { SourceType, ValueBand } from '../../shared/db/tables/workstream.ts';
import type { NewCandidate } from '../../shared/workstream/candidates/create-candidates.ts';
import type { NewSignal } from '../../shared/workstream/signals/create-signals.ts';
import { chance, choose } from './chance.ts';
import type { History } from './history.ts';
import type { Opportunity } from './opportunities.ts';

/** One opportunity with what became of it. */
export interface Story {
  readonly opportunity: Opportunity;
  readonly history: History;
}

const sources: readonly [SourceType, ...SourceType[]] = ['form', 'email', 'call', 'ad', 'referral', 'note'];

/** What a signal is found by when the data is loaded again. */
export function naturalKey(opportunity: Opportunity): string {
  return `crm:${opportunity.id}`;
}

/** The signal that an opportunity began with. Raw ones have no owner yet, so that somebody has to look at them. */
export function signalOf({ opportunity, history }: Story): NewSignal {
  const { id, product, account, sector } = opportunity;
  return {
    sourceType: choose(id, 'source', sources),
    sourceRef: naturalKey(opportunity),
    dedupeKey: naturalKey(opportunity),
    snippet: `Asks about ${product}${account === null ? '' : ` for ${account}`}`,
    solutionHint: product,
    urgencyScore: Math.round(chance(id, 'urgency') * 100) / 100,
    companyName: account,
    companyDomain: account === null ? null : `${account.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.example`,
    tags: sector === null ? [] : [sector],
    at: history.signalAt,
  };
}

/** The candidate that is built from the signal, at the time the history says. */
export function candidateOf({ opportunity }: Story, at: Date, signalId: number): NewCandidate {
  const { id, product, account, sector, agent, listPrice } = opportunity;
  return {
    title: account === null ? `${product} (no account)` : `${product} for ${account}`,
    oneLinerScope: `Supply of ${product}`,
    valueBand: bandOf(listPrice),
    confidence: Math.round((0.2 + chance(id, 'confidence') * 0.7) * 100) / 100,
    nextStep: 'Call and agree the scope',
    owner: agent,
    clientName: account,
    tags: sector === null ? [] : [sector],
    signalIds: [signalId],
    at,
  };
}

/** What a pursuit is worth: what it was closed for, else the list price. */
export function valueOf({ closeValue, listPrice }: Opportunity): number {
  return closeValue === null || closeValue === 0 ? listPrice : closeValue;
}

function bandOf(price: number): ValueBand {
  return price >= 4000 ? 'high' : price >= 1000 ? 'medium' : 'low';
}
