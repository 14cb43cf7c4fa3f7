import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../platform/errors.ts';
import { parseStrictJson } from './strict-json.ts';

/** What it finds fault with, each with its place. */
function faultsOf(text: string): string[] {
  try {
    parseStrictJson(text);
    return [];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return (error.facts.errors ?? []).map(({ pointer, message }) => `${pointer} ${message}`);
  }
}

describe('strict JSON', () => {
  it('reads what JSON reads, however it is printed', () => {
    const text = fc.string({ unit: fc.oneof(fc.constantFrom('"', '\\', '/', ',', ':', '{', ']', '\n'), fc.string()) });
    const values = fc.letrec((tie) => ({
      value: fc.oneof(
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        text,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
      ),
    })).value;
    fc.assert(
      fc.property(values, fc.nat(3), (value, indent) => {
        const printed = JSON.stringify(value, null, indent);
        // NUL is refused wherever it stands.
        fc.pre(!printed.includes('\\u0000'));
        expect(parseStrictJson(printed)).toEqual(JSON.parse(printed));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [String.raw`{"a":1,"\u0061":2}`, ['/a is given twice.']],
    [String.raw`{"a\\":1,"a\\":2}`, ['/a\\ is given twice.']],
    [String.raw`{"a":"\\","b":["\"","x\u0000"]}`, ['/b/1 must not contain the character NUL.']],
    ['{"a":{"b":1},"c":[{"b":1},{"b":1,"b":1}]}', ['/c/1/b is given twice.']],
    ['[1, 9007199254740993]', ['/1 must be a number between -9007199254740991 and 9007199254740991.']],
    ['{"a": {"b": -1e400}}', ['/a/b must be a number between -9007199254740991 and 9007199254740991.']],
  ])('%s is refused at its place', (text, faults) => {
    expect(faultsOf(text)).toEqual(faults);
  });

  it('an object has at most 1,000 keys', () => {
    const of = (keys: number): string => `{"a":{${Array.from({ length: keys }, (_, i) => `"${i}":0`).join(',')}}}`;
    expect(faultsOf(of(1000))).toEqual([]);
    expect(faultsOf(of(1001))).toEqual(['/a must not have more than 1000 keys.']);
  });

  it('takes 5 MiB of any kind, and twice the time for twice the text', () => {
    const kinds: Record<string, (size: number) => string> = {
      quotes: (size) => `["${'\\"'.repeat(size / 2)}"]`,
      backslashes: (size) => `["${'\\'.repeat(size)}"]`,
      text: (size) => `["${'x'.repeat(size)}"]`,
      blanks: (size) => `[${' '.repeat(size)}]`,
      digits: (size) => `[${'1'.repeat(size)}]`,
      numbers: (size) => `[${'1,'.repeat(size / 2)}1]`,
    };
    const timeOf = (text: string): number => {
      const started = performance.now();
      faultsOf(text);
      return performance.now() - started;
    };
    for (const [kind, make] of Object.entries(kinds)) {
      const small = timeOf(make(2 ** 18));
      const large = timeOf(make(5 * 2 ** 20));
      // Twenty times the text. Quadratic would be four hundred times as long; the rest is for a busy machine.
      expect(large, kind).toBeLessThan(Math.max(1000, small * 100));
    }
  });
});
