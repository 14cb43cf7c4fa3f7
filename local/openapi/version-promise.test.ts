import { expect, it } from 'vitest';
import { promisesCompatibility } from './version-promise.ts';

it.each([
  ['1.2.3', '1.3.0', true],
  ['1.2.3', '2.0.0', false],
  ['0.1.0', '0.1.1', true],
  ['0.1.0', '0.2.0', false],
  ['0.9.0', '1.0.0', false],
  ['0.1.0', '0.1.0', false],
])('from %s to %s a client may expect to go on working: %s', (before, now, expected) => {
  expect(promisesCompatibility(before, now)).toBe(expected);
});
