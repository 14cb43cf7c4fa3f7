import { expect, test } from 'vitest';
import { createStatementNames, type StatementNames } from './statement-names.ts';

const text = 'select * from t where id = $1';
const sendOften = (names: StatementNames, sent: string): string | undefined =>
  Array.from({ length: 10 }, () => names.nameOf(sent)).at(-1);

test('a statement has a name from its fourth sending on, and keeps it', () => {
  const names = createStatementNames();
  const given = Array.from({ length: 6 }, () => names.nameOf(text));
  expect(given.slice(0, 3)).toEqual([undefined, undefined, undefined]);
  expect(given[3]).toMatch(/^fl_1_/);
  expect(new Set(given.slice(3)).size).toBe(1);
});

test('different texts have different names', () => {
  const names = createStatementNames();
  const given = Array.from({ length: 50 }, (_, i) => sendOften(names, `${text} and n = ${i}`));
  expect(new Set(given).size).toBe(50);
});

test.each(['select * from t order by id limit $1', 'select status, count(*) from t group by status'])(
  '%s is planned anew each time',
  (list) => {
    expect(sendOften(createStatementNames(), list)).toBeUndefined();
  },
);

test('there are at most 200 names, and those that are there stay', () => {
  const names = createStatementNames();
  const first = sendOften(names, text);
  const given = Array.from({ length: 500 }, (_, i) => sendOften(names, `${text} and n = ${i}`));
  expect(given.filter((name) => name !== undefined)).toHaveLength(199);
  expect(names.nameOf(text)).toBe(first);
});

test('any number of texts that come once neither get names nor keep others from theirs', () => {
  const names = createStatementNames();
  const given = Array.from({ length: 10_000 }, (_, i) => names.nameOf(`${text} and n = ${i}`));
  expect(given.filter((name) => name !== undefined)).toEqual([]);
  expect(sendOften(names, text)).toBeDefined();
});

test('after a change of the tables all have new names; who was told late changes nothing', () => {
  const names = createStatementNames();
  const other = `${text} and n = 1`;
  const [before, otherBefore] = [sendOften(names, text) ?? '', sendOften(names, other) ?? ''];
  names.renew(before);
  const after = names.nameOf(text);
  expect(after).toMatch(/^fl_2_/);
  expect(names.nameOf(other)).toMatch(/^fl_2_/);
  expect(new Set([before, otherBefore, after, names.nameOf(other)]).size).toBe(4);
  names.renew(otherBefore);
  expect(names.nameOf(text)).toBe(after);
});
