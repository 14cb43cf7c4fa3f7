import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOutcome, nextStages, shownStage, shownStages, storedStage } from './pursuit-machine.ts';

describe('the table of pursuit stages', () => {
  it('is the agreed one', () => {
    expect(Object.fromEntries(shownStages.map((from) => [from, nextStages(from)]))).toEqual({
      qual: ['pink', 'no_bid'],
      pink: ['red', 'qual', 'no_bid'],
      red: ['submit', 'pink', 'no_bid'],
      submit: ['won', 'lost'],
      won: [],
      lost: [],
      no_bid: [],
    });
  });

  it('leads to won or lost through submit only, and out of a closed stage never', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { maxLength: 30 }), (choices) => {
        let stage: (typeof shownStages)[number] = 'qual';
        for (const choice of choices) {
          const ways = nextStages(stage);
          if (isOutcome(stage)) return ways.length === 0;
          const way = ways[choice % ways.length];
          if (way === undefined) return false;
          if ((way === 'won' || way === 'lost') && stage !== 'submit') return false;
          stage = way;
        }
        return true;
      }),
    );
  });

  it('is stored and shown without loss: a closed pursuit keeps the stage that it was closed in', () => {
    for (const to of shownStages) expect(shownStage(storedStage(to, 'red'))).toBe(to);
    expect(storedStage('no_bid', 'red')).toEqual({ stage: 'red', outcome: 'no_bid' });
  });
});
