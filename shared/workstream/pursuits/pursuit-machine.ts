import type { PursuitOutcome, PursuitStage } from '../../db/tables/workstream.ts';

/** The stage as the API shows it: the stage of an open pursuit, the outcome of a closed one. */
export type ShownStage = PursuitStage | Exclude<PursuitOutcome, 'open'>;

export const shownStages = [
  'qual',
  'pink',
  'red',
  'submit',
  'won',
  'lost',
  'no_bid',
] as const satisfies readonly ShownStage[];

/** Which stage may follow which. Every path that moves a pursuit asks this table. */
const next: Readonly<Record<ShownStage, readonly ShownStage[]>> = {
  qual: ['pink', 'no_bid'],
  pink: ['red', 'qual', 'no_bid'],
  red: ['submit', 'pink', 'no_bid'],
  submit: ['won', 'lost'],
  won: [],
  lost: [],
  no_bid: [],
};

/** The stages that may follow `from`. */
export function nextStages(from: ShownStage): readonly ShownStage[] {
  return next[from];
}

/** The shown stage of a pursuit. */
export function shownStage(pursuit: { readonly stage: PursuitStage; readonly outcome: PursuitOutcome }): ShownStage {
  return pursuit.outcome === 'open' ? pursuit.stage : pursuit.outcome;
}

/** The columns that a shown stage stands for; a closed pursuit keeps the stage that it was closed in. */
export function storedStage(to: ShownStage, from: PursuitStage): { stage: PursuitStage; outcome: PursuitOutcome } {
  return isOutcome(to) ? { stage: from, outcome: to } : { stage: to, outcome: 'open' };
}

/** True for a stage that closes the pursuit. */
export function isOutcome(stage: ShownStage): stage is Exclude<PursuitOutcome, 'open'> {
  return stage === 'won' || stage === 'lost' || stage === 'no_bid';
}
