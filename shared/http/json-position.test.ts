import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFaultPosition } from './json-position.ts';

describe('jsonFaultPosition', () => {
  it.each([
    ['{"a": nope}', 6],
    ['{"a": 1,}', 8],
    ['[1 2]', 3],
    ['{a: 1}', 1],
    ["{'a': 1}", 1],
    ['{"a": 01}', 7],
    ['{"a" 1}', 5],
    ['{"a": "x\ny"}', 6],
    ['[1]]', 3],
    ['{', 1],
    ['', 0],
    ['[1,', 3],
    ['{"a":1]', 6],
  ])('%j stops being JSON at %i', (text, position) => {
    expect(jsonFaultPosition(text)).toBe(position);
  });

  it('reaches the end of everything that is JSON', () => {
    fc.assert(fc.property(fc.json(), (text) => jsonFaultPosition(text) === text.length));
  });

  it('agrees with JSON.parse on what is not: a fault lies before the end, or the text ends too early', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '[', '"', 'x', '1'), (json, at, change) => {
        const place = at % (json.length + 1);
        const text = json.slice(0, place) + change + json.slice(place + 1);
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        if (valid) expect(jsonFaultPosition(text)).toBe(text.length);
        else expect(jsonFaultPosition(text)).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
