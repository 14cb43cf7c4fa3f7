import { describe, expect, it } from 'vitest';
import { defaultOrgSettings, type OrgSettings } from '../../db/org-settings.ts';
import type { Gate, PursuitOutcome, PursuitStage } from '../../db/tables/workstream.ts';
import { judge } from './blockers.ts';
import type { ShownStage } from './pursuit-machine.ts';
import type { ChosenProposal, TransitionFacts } from './read-for-transition.ts';

const draft: ChosenProposal = { proposalId: 7, versionNo: 1, status: 'draft', contentHash: 'h', eventSeq: 1 };

interface Given {
  readonly stage?: PursuitStage;
  readonly outcome?: PursuitOutcome;
  readonly value?: number | null;
  readonly open?: readonly Gate[];
  readonly proposal?: ChosenProposal | null;
}

function facts({ stage = 'red', outcome = 'open', value = null, open = [], proposal = draft }: Given): TransitionFacts {
  return {
    pursuit: { stage, outcome, forecastValue: value } as TransitionFacts['pursuit'],
    openItems: open.map((gate, i) => ({
      itemId: i + 1,
      gate,
      itemKey: `${gate}-item`,
      itemText: `${gate} text`,
      verifierRole: gate === 'gold' ? 'manager' : 'member',
      completedBy: null,
      evidenceRequired: gate === 'gold',
      notBy: gate === 'red' ? 'ann' : null,
    })),
    proposal,
    sla: null,
  };
}

const gatesHolding = (settings: OrgSettings, given: Given, to: ShownStage): (string | undefined)[] =>
  judge(settings, facts(given), to).gateBlockers.map((blocker) => blocker.gate);

const colourTeam: OrgSettings = { ...defaultOrgSettings, gatePreset: 'colour-team', goldThreshold: 1000 };
const all: readonly Gate[] = ['pink', 'red', 'gold'];

describe('the default preset', () => {
  it.each([
    ['red', 'submit', ['pink']],
    ['submit', 'won', ['red']],
    ['submit', 'lost', ['red']],
    ['qual', 'pink', []],
    ['pink', 'red', []],
    ['red', 'no_bid', []],
  ] as const)('from %s to %s needs %j', (stage, to, gates) => {
    expect(gatesHolding(defaultOrgSettings, { stage, open: all }, to)).toEqual(gates);
  });
});

describe('the colour-team preset', () => {
  it.each([
    ['pink', 'red', 0, ['pink']],
    ['red', 'submit', 1000, ['pink', 'red']],
    ['red', 'submit', 1000.01, ['pink', 'red', 'gold']],
    ['submit', 'lost', 5000, []],
    ['submit', 'won', 5000, []],
    ['pink', 'no_bid', 5000, []],
  ] as const)('from %s to %s at value %d needs %j', (stage, to, value, gates) => {
    expect(gatesHolding(colourTeam, { stage, value, open: all }, to)).toEqual(gates);
  });

  it('says who may clear an item', () => {
    const { gateBlockers } = judge(colourTeam, facts({ value: 2000, open: ['pink', 'red', 'gold'] }), 'submit');
    const anybody = ['member', 'manager', 'admin'];
    expect(
      gateBlockers.map(({ clearableBy, notBy, evidenceRequired }) => [clearableBy, notBy, evidenceRequired]),
    ).toEqual([
      [anybody, undefined, undefined],
      [anybody, 'ann', undefined],
      [['manager', 'admin'], undefined, true],
    ]);
  });
});

describe('what nobody may override', () => {
  it.each([
    ['a way that the table lacks', { stage: 'qual' } as const, 'won', 'transition_not_allowed'],
    ['a closed pursuit', { stage: 'submit', outcome: 'won' } as const, 'lost', 'transition_not_allowed'],
    ['a submission without a proposal', { proposal: null }, 'submit', 'proposal_missing'],
    [
      'a submission of a void proposal',
      { proposal: { ...draft, status: 'void' } as const },
      'submit',
      'proposal_missing',
    ],
  ] as const)('is %s', (_, given, to, kind) => {
    expect(judge(defaultOrgSettings, facts(given), to).hardBlockers).toMatchObject([{ kind }]);
  });
});
