import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayBecome, nextStatuses } from './candidate-machine.ts';

const statuses = ['new', 'triaged', 'nurture', 'on_hold', 'promoted', 'archived'] as const;
const anyStatus = fc.constantFrom(...statuses);

describe('the table of candidate statuses', () => {
  it('is the agreed one', () => {
    expect(Object.fromEntries(statuses.map((from) => [from, nextStatuses(from, false)]))).toEqual({
      new: ['triaged', 'archived'],
      triaged: ['nurture', 'on_hold', 'promoted', 'archived'],
      nurture: ['triaged', 'on_hold', 'promoted', 'archived'],
      on_hold: ['triaged', 'nurture', 'archived'],
      promoted: [],
      archived: [],
    });
  });

  it('lets a manager, and nobody else, restore an archived candidate to triaged', () => {
    expect(nextStatuses('archived', true)).toEqual(['triaged']);
    expect(mayBecome('archived', 'triaged', false)).toBe(false);
  });

  it('never leads out of promoted nor back to new, along any path', () => {
    fc.assert(
      fc.property(anyStatus, fc.array(fc.nat(5)), fc.boolean(), (start, choices, manager) => {
        let status = start;
        for (const choice of choices) {
          const ways = nextStatuses(status, manager);
          const way = ways[choice % Math.max(1, ways.length)];
          if (way === undefined) return status === 'promoted' || (status === 'archived' && !manager);
          if (status === 'promoted' || way === 'new') return false;
          status = way;
        }
        return true;
      }),
    );
  });
});
