import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readOptions, UsageError, type OptionName } from './options.ts';

const all: readonly OptionName[] = ['port', 'data', 'no-demo'];

test('without options the data lies in .flowledger, the demo is wanted and the port is the host’s', () => {
  expect(readOptions([], '/app', all)).toEqual({
    port: undefined,
    dataDir: resolve('/app', '.flowledger'),
    demo: true,
  });
});

test('options are read', () => {
  const read = readOptions(['--port', '0', '--data', 'here', '--no-demo'], '/app', all);
  expect(read).toEqual({ port: 0, dataDir: resolve('here'), demo: false });
});

test('an unknown option is refused with the valid ones named', () => {
  const attempt = (): unknown => readOptions(['--prot', '1'], '/app', ['port', 'data']);
  expect(attempt).toThrow(UsageError);
  expect(attempt).toThrow(/--prot[^]*--port N[^]*--data DIR/);
  expect(attempt).not.toThrow(/--no-demo/);
});

test.each(['-1', 'x', '65536', '70.5'])('port %s is refused', (port) => {
  expect(() => readOptions([`--port=${port}`], '/app', all)).toThrow(/port number/);
});
