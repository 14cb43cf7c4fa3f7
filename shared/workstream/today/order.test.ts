import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultOrgSettings } from '../../db/org-settings.ts';
import { rankToday, type TodayFacts } from './order.ts';

const weights = defaultOrgSettings.today;
const now = new Date('2026-03-29T10:00:00.000Z');
const inHours = (hours: number): Date => new Date(now.getTime() + hours * 3_600_000);
const quiet: TodayFacts = { slaDueAt: null, slaWarnAt: null, dueAt: null, valueBand: null, stage: null };
const rank = (facts: Partial<TodayFacts>, at = now) => rankToday({ ...quiet, ...facts }, weights, at);

describe('the urgency of a record', () => {
  it.each([
    ['breached when its SLA target has come', { slaDueAt: now, slaWarnAt: inHours(-6) }, 0, 100],
    ['overdue when its due date has come', { dueAt: now }, 1, 75],
    ['due soon when its SLA warning has come', { slaDueAt: inHours(6), slaWarnAt: now }, 1, 50],
    ['due soon, and due today, when its due date is later today', { dueAt: inHours(3) }, 2, 50],
    ['due soon when its due date is tomorrow, within 24 hours', { dueAt: inHours(24) }, 3, 50],
    ['normal when its SLA target is later today', { slaDueAt: inHours(13), slaWarnAt: inHours(1) }, 2, 20],
    ['normal when nothing is near', { dueAt: inHours(25) }, 3, 20],
    ['normal without any time', {}, 3, 20],
  ] as const)('is %s', (_, facts, bucketRank, urgencyPoints) => {
    expect(rank(facts)).toMatchObject({ bucketRank, urgencyPoints });
  });
});

describe('the score', () => {
  it('is urgency plus value plus stage, and gives the tier', () => {
    expect(rank({ slaDueAt: now, valueBand: 'high', stage: 'submit' })).toMatchObject({ score: 165, tier: 'urgent' });
    expect(rank({ dueAt: now, valueBand: 'low' })).toMatchObject({ score: 80, tier: 'high' });
    expect(rank({ valueBand: 'medium', stage: 'pink' })).toMatchObject({ score: 50, tier: 'medium' });
    expect(rank({ stage: 'qual' })).toMatchObject({ score: 30, tier: 'low' });
  });
});

describe('the moment of the next change', () => {
  const time = fc.option(
    fc.integer({ min: -100, max: 100 }).map((hours) => inHours(hours)),
    { nil: null },
  );

  it('is the first one at which anything but itself changes', () => {
    fc.assert(
      fc.property(time, time, time, (slaDueAt, slaWarnAt, dueAt) => {
        const facts = { slaDueAt, slaWarnAt, dueAt };
        const { nextChangeAt, ...before } = rank(facts);
        const end = nextChangeAt ?? inHours(1000);
        const { nextChangeAt: _next, ...justBefore } = rank(facts, new Date(end.getTime() - 1));
        expect(justBefore).toEqual(before);
      }),
    );
  });

  it('comes to an end: every record has at most six', () => {
    fc.assert(
      fc.property(time, time, time, (slaDueAt, slaWarnAt, dueAt) => {
        let at: Date | null = now;
        let steps = 0;
        while (at !== null && steps < 10) {
          at = rank({ slaDueAt, slaWarnAt, dueAt }, at).nextChangeAt;
          steps += 1;
        }
        return steps <= 7;
      }),
    );
  });
});
