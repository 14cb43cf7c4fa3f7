import { describe, expect, it } from 'vitest';
import { conflictsOf, differingFields } from './differences.ts';

const moment = '2026-03-01T10:00:00.000Z';

describe('fields that differ', () => {
  it('are those with another value; dates count by their moment, lists by their items', () => {
    const theirs = { title: 'A', at: new Date(moment), tags: ['a', 'b'], owner: null };
    expect(differingFields(theirs, { title: 'A', at: new Date(moment), tags: ['a', 'b'], owner: null })).toEqual([]);
    expect(differingFields(theirs, { title: 'B', at: new Date(0), tags: ['b', 'a'], owner: 'ann' })).toEqual([
      'title',
      'at',
      'tags',
      'owner',
    ]);
  });

  it('do not include what the request does not name', () => {
    expect(differingFields({ title: 'A' }, { title: undefined })).toEqual([]);
  });

  it('are shown three ways, with the base of those that the caller has read', () => {
    const conflicts = conflictsOf({ title: 'theirs', owner: null }, { title: 'mine', owner: 'ann' }, { title: 'old' });
    expect(conflicts).toEqual([
      { field: 'title', yours: 'mine', theirs: 'theirs', base: 'old' },
      { field: 'owner', yours: 'ann', theirs: null },
    ]);
  });
});
