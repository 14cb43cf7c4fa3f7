import { expect, test } from 'vitest';
import { entraSid } from './entra-sid.ts';

// As SQL Server converts them: convert(varbinary(16), convert(uniqueidentifier, '…')).
test.each([
  ['2b4a56de-7d44-4725-921f-0b0a26b8be17', '0xDE564A2B447D2547921F0B0A26B8BE17'],
  ['00010203-0405-0607-0809-0A0B0C0D0E0F', '0x030201000504070608090A0B0C0D0E0F'],
])('the SID of %s is %s', (clientId, sid) => {
  expect(entraSid(clientId)).toBe(sid);
});

test.each(['', '2b4a56de', '2b4a56de7d444725921f0b0a26b8be17', "2b4a56de-7d44-4725-921f-0b0a26b8be17'", 'my-app'])(
  '%j is no client id',
  (text) => {
    expect(() => entraSid(text)).toThrow(RangeError);
  },
);
