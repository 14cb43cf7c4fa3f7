import { expect, test } from 'vitest';
import { ConstraintError, parseConstraint } from './route-constraints.ts';

test.each([
  ['int', undefined, ['0', '-5', '+7', '007', '2147483647'], ['2147483648', '1.5', '', 'x']],
  ['long', undefined, ['9223372036854775807', '-9223372036854775808'], ['9223372036854775808', '1e3']],
  ['bool', undefined, ['true', 'FALSE'], ['1', 'yes']],
  ['decimal', undefined, ['1.5', '-1,000.25'], ['1e5', 'x', '99999999999999999999999999999999']],
  ['double', undefined, ['1e5', '.5'], ['x']],
  ['datetime', undefined, ['2026-11-24', '2026-11-24T10:00:00Z'], ['5', 'today', '2026-99-99']],
  [
    'guid',
    undefined,
    [
      '0f8fad5b-d9cb-469f-a165-70867728950e',
      '{0f8fad5b-d9cb-469f-a165-70867728950e}',
      '0f8fad5bd9cb469fa16570867728950e',
    ],
    ['0f8fad5b-d9cb'],
  ],
  ['alpha', undefined, ['abcXYZ'], ['abc1']],
  ['required', undefined, ['x'], ['']],
  ['file', undefined, ['a.txt'], ['a']],
  ['nonfile', undefined, ['a'], ['a.txt']],
  ['length', '3', ['abc'], ['ab', 'abcd']],
  ['length', '2,3', ['ab', 'abc'], ['a', 'abcd']],
  ['minlength', '2', ['ab'], ['a']],
  ['maxlength', '2', ['ab'], ['abc']],
  ['min', '5', ['5', '6'], ['4', 'x']],
  ['max', '5', ['5', '-9'], ['6']],
  ['range', '1,3', ['1', '3'], ['0', '4']],
  ['regex', '^a+$', ['aa', 'AA'], ['b']],
])('the constraint %s(%s) takes its values and no others', (name, argument, good, bad) => {
  const constraint = parseConstraint(name, argument);
  expect(good.filter((value) => !constraint(value))).toEqual([]);
  expect(bad.filter((value) => constraint(value))).toEqual([]);
});

test.each([
  ['unheard', undefined],
  ['int', '5'],
  ['min', undefined],
  ['min', 'x'],
  ['range', '3,1'],
  ['range', '1'],
  ['regex', '('],
  ['regex', undefined],
])('the constraint %s(%s) is refused', (name, argument) => {
  expect(() => parseConstraint(name, argument)).toThrow(ConstraintError);
});
