import { expect, it } from 'vitest';
import { patchedReply, prefersMerge } from './prefer.ts';

it.each([
  ['merge', true],
  ['Merge', true],
  ['return=minimal, merge', true],
  ['merge; wait=10', true],
  ['return=minimal', false],
  ['merge-all', false],
  ['', false],
  [null, false],
])('Prefer: %s asks for a merge: %s', (header, asked) => {
  expect(prefersMerge(header)).toBe(asked);
});

it('a change says that it was merged only when it was', () => {
  const value = { version: 3 };
  expect(patchedReply({ value, merged: false })).toEqual({ status: 200, body: value, etag: 3 });
  expect(patchedReply({ value, merged: true })).toEqual({
    status: 200,
    body: value,
    etag: 3,
    headers: { 'Preference-Applied': 'merge' },
  });
});
