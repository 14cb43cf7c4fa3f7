import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../platform/errors.ts';
import { readCursor, writeCursor, type KeysetOrder, type KeyValue } from './cursor.ts';

const order: KeysetOrder = {
  name: 'newest',
  columns: [
    { ref: 'signal.createdAt', direction: 'desc', kind: 'time' },
    { ref: 'signal.owner', direction: 'asc', kind: 'text' },
    { ref: 'signal.signalId', direction: 'desc', kind: 'number' },
  ],
};
const bind = { orgId: 7, filter: { owner: 'ann', status: ['open'] } };

const keys: fc.Arbitrary<KeyValue[]> = fc.tuple(
  fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') }),
  // NUL is in no column: PostgreSQL cannot store it.
  fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '')),
  fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
);

function refused(read: () => unknown): boolean {
  try {
    read();
    return false;
  } catch (error) {
    return (
      error instanceof AppError && error.code === 'invalid_cursor' && error.facts.errors?.[0]?.pointer === '/cursor'
    );
  }
}

describe('cursor', () => {
  it('gives back the key it was made of, whatever the key', () => {
    fc.assert(
      fc.property(keys, (key) => {
        expect(readCursor(writeCursor(order, bind, key), order, bind)).toEqual(key);
      }),
    );
  });

  it('is refused after any single change of a character', () => {
    fc.assert(
      fc.property(
        keys,
        fc.nat(),
        fc.constantFrom('A', 'B', 'z', '0', '9', '-', '_', '+', '/', '=', ' '),
        (key, at, character) => {
          const cursor = writeCursor(order, bind, key);
          const place = at % cursor.length;
          fc.pre(cursor[place] !== character);
          const changed = cursor.slice(0, place) + character + cursor.slice(place + 1);
          return refused(() => readCursor(changed, order, bind));
        },
      ),
    );
  });

  it.each<[string, 'int' | 'number' | 'text' | 'time', KeyValue]>([
    ['a fraction', 'number', 1.5],
    ['a number past what is exact', 'number', 2 ** 53],
    ['more than 32 bits where there are 32', 'int', 2 ** 31],
    ['text with NUL', 'text', 'a\0'],
    ['half of a surrogate pair', 'text', '\ud83d'],
    ['a time past the last', 'time', 253_402_300_800_000],
    ['a time before the first', 'time', -62_135_596_800_001],
    ['text for a number', 'number', '7'],
  ])('is refused with %s, although its checksum is right: the database would refuse it', (_, kind, value) => {
    const one: KeysetOrder = { name: 'one', columns: [{ ref: 't.a', direction: 'asc', kind }] };
    const cursor = writeCursor(one, bind, [value]);
    expect(refused(() => readCursor(cursor, one, bind))).toBe(true);
  });

  it('is refused when it is any text at all that this list did not make', () => {
    fc.assert(fc.property(fc.string(), (text) => refused(() => readCursor(text, order, bind))));
  });

  it.each([
    ['another organisation', order, { ...bind, orgId: 8 }],
    ['another filter', order, { ...bind, filter: { owner: 'bob', status: ['open'] } }],
    ['a filter more', order, { ...bind, filter: { ...bind.filter, tag: 'hot' } }],
    ['another order', { ...order, name: 'oldest' }, bind],
    ['other columns', { ...order, columns: order.columns.slice(0, 2) }, bind],
  ])('is refused under %s', (_, otherOrder, otherBind) => {
    const cursor = writeCursor(order, bind, [new Date(0), 'ann', 1]);
    expect(refused(() => readCursor(cursor, otherOrder, otherBind))).toBe(true);
  });

  it('does not care in which order filters are given, nor about undefined ones', () => {
    const cursor = writeCursor(order, bind, [new Date(0), 'ann', 1]);
    const same = { orgId: 7, filter: { tag: undefined, status: ['open'], owner: 'ann' } };
    expect(readCursor(cursor, order, same)).toEqual([new Date(0), 'ann', 1]);
  });
});
