import { expect, test } from 'vitest';
import { parseAddress } from './options.ts';

test('an address names login, server and database, with escapes undone', () => {
  expect(parseAddress('mssql://ann:p%40ss@db.example:1444/flow%20ledger?trustServerCertificate=true')).toEqual({
    server: 'db.example',
    port: 1444,
    database: 'flow ledger',
    login: { kind: 'password', user: 'ann', password: 'p@ss' },
    trustServerCertificate: true,
  });
});

test('an address without a user logs in as the process', () => {
  expect(parseAddress('mssql://db.example/d').login).toEqual({ kind: 'managed-identity' });
});

test.each([
  ['postgres://a:secret@b/c', 'starts with mssql://'],
  ['mssql://a:secret@b', 'name of the database'],
  ['mssql://a:secret@b/c?encypt=true', 'no setting "encypt"'],
  ['mssql://a:secret@b/c?encrypt=yes', 'true or false'],
])('%s is refused without its password', (url, message) => {
  expect(() => parseAddress(url)).toThrow(message);
  expect(() => parseAddress(url)).not.toThrow('secret');
});
