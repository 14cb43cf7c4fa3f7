import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveDedupeKey } from './dedupe-key.ts';

const key = (facts: object): string | null => deriveDedupeKey({ sourceType: 'form', ...facts });

describe('the natural key of a signal', () => {
  it.each([
    [
      'an e-mail address in another case and with blanks',
      { contactEmail: ' Ann@Example.COM ' },
      'form|email:ann@example.com',
    ],
    ['a phone number with signs in it', { contactPhone: '+49 (30) 123-456' }, 'form|phone:+4930123456'],
    ['a phone number that starts with 00', { contactPhone: '0049 30 123456' }, 'form|phone:+4930123456'],
    [
      'a domain with protocol, www and path',
      { companyDomain: 'https://www.Example.com/about?x=1' },
      'form|domain:example.com',
    ],
    ['e-mail before phone before domain', { contactPhone: '12345', companyDomain: 'example.com' }, 'form|phone:12345'],
  ])('takes %s', (_, facts, expected) => {
    expect(key(facts)).toBe(expected);
  });

  it.each([{}, { contactEmail: '' }, { contactPhone: 'n/a' }, { companyDomain: '  ' }, { contactPhone: '112' }])(
    'is none for %j, so that such signals are never the same',
    (facts) => {
      expect(key(facts)).toBeNull();
    },
  );

  it('is another one for another source', () => {
    const facts = { contactEmail: 'a@b.co' };
    expect(deriveDedupeKey({ sourceType: 'form', ...facts })).not.toBe(
      deriveDedupeKey({ sourceType: 'call', ...facts }),
    );
  });

  it('fits its column whatever is given', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000, unit: 'grapheme' }), (text) => {
        const made = [key({ contactEmail: text }), key({ companyDomain: text })];
        return made.every((one) => one === null || one.length <= 400);
      }),
    );
  });
});
