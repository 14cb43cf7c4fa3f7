import { unzipSync } from 'fflate';
import { afterEach, expect, test, vi } from 'vitest';
import { zip } from './zip.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const files = [
  { name: 'b/two.txt', bytes: bytes('two') },
  { name: 'one.txt', bytes: bytes('one '.repeat(500)) },
];

afterEach(() => {
  vi.useRealTimers();
});

test('what goes in comes out', () => {
  const out = unzipSync(zip(files));
  expect(Object.keys(out)).toEqual(['b/two.txt', 'one.txt']);
  for (const { name, bytes: given } of files) expect(out[name]).toEqual(given);
});

test('the order of the files and the time of day make no difference', () => {
  const first = zip(files);
  vi.useFakeTimers({ now: Date.now() + 3 * 24 * 3600 * 1000 });
  expect(zip(files.toReversed())).toEqual(first);
});

test('a name that comes twice is refused', () => {
  expect(() => zip([...files, ...files])).toThrow('b/two.txt comes twice');
});
