import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readOptions, UsageError, type OptionName } from './options.ts';

const all: readonly OptionName[] = ['port', 'data', 'no-demo', 'json'];

test('without options the data lies in .flowledger, the demo is wanted and the port is the host’s', () => {
  expect(readOptions([], '/app', all)).toEqual({
    port: undefined,
    last: undefined,
    dataDir: resolve('/app', '.flowledger'),
    demo: true,
    json: false,
    org: { key: 'demo', name: 'Demo' },
  });
});

test('options are read', () => {
  const read = readOptions(['--port', '0', '--data', 'here', '--no-demo', '--json'], '/app', all);
  expect(read).toMatchObject({ port: 0, dataDir: resolve('here'), demo: false, json: true });
});

test('an unknown option is refused with the valid ones named', () => {
  const attempt = (): unknown => readOptions(['--prot', '1'], '/app', ['port', 'data']);
  expect(attempt).toThrow(UsageError);
  expect(attempt).toThrow(/--prot[^]*--port N[^]*--data DIR/);
  expect(attempt).not.toThrow(/--no-demo/);
});

test.each(['-1', 'x', '65536', '70.5'])('port %s is refused', (port) => {
  expect(() => readOptions([`--port=${port}`], '/app', all)).toThrow(/--port is not a whole number up to 65535/);
});

test('an organisation is named by its key unless it is given a name', () => {
  expect(readOptions(['--org', 'acme'], '/app', ['org', 'name']).org).toEqual({ key: 'acme', name: 'acme' });
  expect(readOptions(['--org=acme', '--name=Acme Ltd'], '/app', ['org', 'name']).org.name).toBe('Acme Ltd');
});
