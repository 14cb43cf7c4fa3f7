import * as fc from 'fast-check';
import type { Endpoint } from '../../shared/http/endpoint.ts';
import { queryOf } from './hostile-cases.ts';

/** Stands in every free text that is made up, so that it can be looked for where it must not be. */
export const canary = 'zq9x';

const nasty = [
  "'",
  "''; drop table app.signal; --",
  '" or 1=1 --',
  '[]',
  '%',
  '_',
  '\\',
  '$1',
  '@1',
  '@p0',
  '{{',
  'null',
  '\u0000',
  '\ud800',
  '\u202e',
  '👩‍👩‍👧',
  '|',
  '||',
  'a|',
  '-1',
  '1e3',
  'NaN',
  '9223372036854775808',
  '0x10',
  '2026-01-01T00:00:00Z',
  '2026-13-01',
  '0001-01-01T00:00:00Z',
  'me',
];

/** A value for a parameter: often what its schema takes, often not. */
function valueOf(schema: ReturnType<typeof queryOf>[string]): fc.Arbitrary<string> {
  const known = schema.enum ?? /^\^\(([\w.|-]+)\)/.exec(schema.pattern ?? '')?.[1]?.split('|') ?? [];
  const words = known.map(String);
  const free = fc
    .tuple(fc.string({ maxLength: 20, unit: 'binary' }), fc.constantFrom(...nasty))
    .map(([text, bad]) => `${text}${canary}${bad}`);
  const right =
    words.length === 0
      ? fc.oneof(fc.integer({ min: 1, max: 200 }).map(String), fc.constantFrom('me', canary, `${canary}-tag`))
      : fc.subarray(words, { minLength: 1 }).map((some) => some.join('|'));
  return fc.oneof(
    { weight: 3, arbitrary: right },
    { weight: 1, arbitrary: free },
    { weight: 1, arbitrary: fc.constantFrom(...nasty) },
  );
}

/** Query strings for an endpoint: its parameters in any combination, sometimes another one, sometimes one twice. */
export function queriesFor(record: Endpoint): fc.Arbitrary<string> {
  const pairs = Object.entries(queryOf(record)).map(([name, schema]) =>
    valueOf(schema).map((value): [string, string] => [name, value]),
  );
  const other = fc.tuple(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }));
  const some = pairs.map((pair) => fc.option(pair, { nil: null, freq: 1 }));
  const seldom = fc.oneof({ weight: 11, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: other });
  return fc
    .tuple(fc.tuple(...some), seldom)
    .map(([chosen, odd]) => new URLSearchParams([...chosen, odd].filter((pair) => pair !== null)).toString());
}

/** Query strings that no browser would send. */
export const rawQueries: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'limit=',
        'cursor=',
        'status=',
        'owner=',
        'tag=',
        'recordId=',
        'from=',
        '&',
        '=',
        '%',
        '%zz',
        '%00',
        '+',
        ';',
        '[]',
        '?',
      ),
      fc.stringMatching(/^[!-~]{0,8}$/),
      fc.constantFrom(...nasty).map(encodeURIComponentSafely),
    ),
    { maxLength: 12 },
  )
  // What would end the query is not part of it.
  .map((parts) => parts.join('').replaceAll('#', ''));

function encodeURIComponentSafely(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : '%ed%a0%80';
}
