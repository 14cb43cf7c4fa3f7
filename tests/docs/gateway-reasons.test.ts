import { expect, test } from 'vitest';
import { claimFault } from '../../shared/auth/verify-jwt.ts';
import { page, read, tableBelow } from './pages.ts';

/** What the app may log as `reason` of a refused gateway: the texts of its refusals, and those of claims. */
function reasons(): readonly string[] {
  const jwt = read('shared/auth/verify-jwt.ts');
  const gateway = read('shared/auth/verify-gateway.ts');
  const made = [...(jwt + gateway).matchAll(/new TokenRefusal\(([^;]*?)\);?\n/g)]
    .map((match) => match[1] ?? '')
    .join('\n');
  const texts = [...made.matchAll(/(["'])((?:there|the) .*?)\1(?=[,\s:)]|$)/gm)].map((match) => match[2] ?? '');
  const claims = [...jwt.matchAll(/^ {4}(\w{3}): '[a-z ]+',$/gm)].map((match) => claimFault(match[1] ?? ''));
  return [...texts, ...claims, claimFault('iat')];
}

test('every reason for refusing the gateway is explained, and no other', () => {
  const told = tableBelow(page('docs/operations.md'), '| `reason`').map(([reason]) => reason);
  expect(reasons().length).toBeGreaterThan(10);
  expect(new Set(told)).toEqual(new Set(reasons()));
});
