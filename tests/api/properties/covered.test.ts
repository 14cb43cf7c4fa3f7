import { expect, it } from 'vitest';
import { endpoints } from '../../../functions/http/all.ts';
import { writeCalls } from './write-calls.ts';

it('every write endpoint has a call that the properties of writes are proven with', () => {
  const writes = endpoints.filter((record) => record.access === 'write').map((record) => record.name);
  expect(Object.keys(writeCalls).sort()).toEqual(writes.sort());
});
