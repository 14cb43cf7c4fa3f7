import { describe, expect, test } from 'vitest';
import { summarise } from './fingerprint.ts';

const thrown = (): Error => new TypeError('no such thing');
const elsewhere = (): Error => new TypeError('no such thing');

describe('the fingerprint of an error', () => {
  test('is the same wherever its function was called from and whatever the message says', () => {
    const as = { method: thrown };
    const other = thrown();
    other.message = 'another';
    expect(summarise(as.method(), 'c').fingerprint).toBe(summarise(other, 'c').fingerprint);
  });

  test('differs by function, by class and by consumer', () => {
    const first = summarise(thrown(), 'c').fingerprint;
    expect(summarise(elsewhere(), 'c').fingerprint).not.toBe(first);
    expect(summarise(Object.assign(thrown(), { code: 'other' }), 'c').fingerprint).not.toBe(first);
    expect(summarise(thrown(), 'd').fingerprint).not.toBe(first);
  });

  test('is made of anything that can be thrown, and keeps what a database can store', () => {
    const summary = summarise(`a\u0000b\uD800${'x'.repeat(3000)}`, 'c');
    expect(summary.errorClass).toBe('Error');
    expect(summary.errorMessage).toHaveLength(2000);
    expect(summary.errorMessage.startsWith('a b\uFFFDx')).toBe(true);
  });
});
