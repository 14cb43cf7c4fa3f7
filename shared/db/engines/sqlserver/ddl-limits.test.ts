import { expect, test } from 'vitest';
import { migrations } from '../../migrations/all.ts';
import { keyBytes, longestIndexKey } from './ddl-limits.ts';

const changes = migrations.flatMap((it) => it.changes);
const tables = changes.flatMap((change) => (change.kind === 'createTable' ? [change.table] : []));

test('no key of any table can grow longer than an index holds', () => {
  const tooLong = tables.flatMap((table) =>
    [table.primaryKey, ...(table.indexes ?? []).map((index) => index.columns)]
      .filter((columns) => keyBytes(table, columns) > longestIndexKey)
      .map((columns) => `${table.name}: ${JSON.stringify(columns)}`),
  );
  expect(tooLong).toEqual([]);
});

test('every text has a length that exists', () => {
  const tooLong = tables.flatMap((table) =>
    Object.entries(table.columns)
      .filter(([, { ddl }]) => ddl.kind === 'text' && ddl.length !== 'max' && ddl.length > 4000)
      .map(([name]) => `${table.name}.${name}`),
  );
  expect(tooLong).toEqual([]);
});
