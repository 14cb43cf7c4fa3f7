import { expect, test } from 'vitest';
import { UsageError } from './start/options.ts';
import { readTextOptions } from './text-options.ts';

const shape = { required: { url: 'URL   what to ask' }, optional: { patience: 'S   how long' } } as const;

test('options are read by their names', () => {
  expect(readTextOptions(['--url', 'http://a', '--patience=5'], shape)).toEqual({ url: 'http://a', patience: '5' });
  expect(readTextOptions(['--url', 'http://a'], shape).patience).toBeUndefined();
});

test.each([
  [[], '--url is needed.'],
  [['--url', ''], '--url is empty.'],
  [['--url'], "Option '--url <value>' argument missing."],
  [['--url', 'a', '--urgent', 'b'], "Unknown option '--urgent'."],
  [['--url', 'a', 'b'], 'Unexpected argument'],
])('%j is refused: %s', (args, message) => {
  const read = (): unknown => readTextOptions(args, shape);
  expect(read).toThrow(UsageError);
  expect(read).toThrow(message);
  expect(read).toThrow('--patience S   how long');
});
