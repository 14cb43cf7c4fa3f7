import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rules } from '../rules/all.ts';
import { sourceRules } from '../source-rules.ts';
import { mutations } from './all.ts';
import { mutate } from './mutation.ts';

const root = join(import.meta.dirname, '../../..');
const names = [...sourceRules, ...rules].map(({ name }) => name);

test('every rule of infra/ is broken by a mutation', () => {
  const broken = new Set(mutations.flatMap(({ breaks }) => breaks));
  expect(names.filter((name) => !broken.has(name))).toEqual([]);
  expect([...broken].filter((rule) => !names.includes(rule))).toEqual([]);
});

test('no two rules and no two mutations have one name', () => {
  const all = [...names, ...mutations.map(({ what }) => what)];
  expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
});

test.each(mutations)('$what: what it changes is there', (mutation) => {
  expect(() => mutate(readFileSync(join(root, mutation.file), 'utf8'), mutation)).not.toThrow();
});

test('a mutation of what is not there fails loudly, and so does one of what is there twice', () => {
  const mutation = { what: 'x', file: 'f', find: 'a', replace: 'b', breaks: [] };
  expect(mutate('cat', mutation)).toBe('cbt');
  expect(() => mutate('dog', mutation)).toThrow('x: "a" stands 0 times in f, not once.');
  expect(() => mutate('banana', mutation)).toThrow('stands 3 times');
});
