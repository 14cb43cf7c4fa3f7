import { expect, test } from 'vitest';
import { createKey, opens, presentedKey } from './keys.ts';

const keys = { master: createKey(), host: createKey(), functions: { mine: createKey() } };

test('anybody may call an anonymous function', () => {
  expect(opens(keys, 'anonymous', undefined)).toBe(true);
});

test('the key of the function, of the host or the master key opens a function', () => {
  expect([keys.functions.mine, keys.host, keys.master].map((key) => opens(keys, 'function', key, 'mine'))).toEqual([
    true,
    true,
    true,
  ]);
  expect(opens(keys, 'function', keys.functions.mine, 'other')).toBe(false);
  expect(opens(keys, 'function', undefined, 'mine')).toBe(false);
  expect(opens(keys, 'function', '', 'mine')).toBe(false);
});

test('only the master key opens what is for admins', () => {
  expect(opens(keys, 'admin', keys.master)).toBe(true);
  expect(opens(keys, 'admin', keys.host)).toBe(false);
});

test('the header beats the query', () => {
  const query = new URLSearchParams('code=query');
  expect(presentedKey('header', query)).toBe('header');
  expect(presentedKey(undefined, query)).toBe('query');
  expect(presentedKey(undefined, new URLSearchParams())).toBeUndefined();
});
