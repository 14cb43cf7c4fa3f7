import { expect, test } from 'vitest';
import { readCsvFiles } from './csv-files.ts';
import { cleanData, flawsOf } from './opportunities.ts';
import { lastOnes } from './selection.ts';

const files = await readCsvFiles();
const { opportunities, people } = cleanData(files);
const countOf = (stage: string): number => opportunities.filter((one) => one.stage === stage).length;

test('no row of the data is dropped', () => {
  expect(opportunities).toHaveLength(8800);
  expect(['Prospecting', 'Engaging', 'Won', 'Lost'].map(countOf)).toEqual([500, 1589, 4238, 2473]);
});

test('misspelt products and sectors are put right', () => {
  const words = opportunities.flatMap(({ product, sector }) => [product, sector]);
  expect(words).toContain('GTX Pro');
  expect(words).toContain('technology');
  expect(words).not.toContain('GTXPro');
  expect(words).not.toContain('technolgy');
});

test('an opportunity without an account has no client', () => {
  expect(opportunities.filter(({ account }) => account === null)).toHaveLength(1425);
});

test('what was wrong is told with its number of rows', () => {
  const flaws = flawsOf(files.opportunities, files);
  expect(Object.fromEntries(flaws.map(({ what, count }) => [what, count]))).toEqual({
    'no account': 1425,
    'product spelt GTXPro': 1480,
    'sector spelt technolgy': 1165,
    'no dates': 500,
  });
});

test('agents and their managers are people of the organisation, each once', () => {
  expect(people.map(({ id }) => id)).toContain('moses.frase');
  expect(people).toHaveLength(new Set(people.map(({ id }) => id)).size);
  expect(opportunities.filter(({ agent }) => !people.some(({ id }) => id === agent))).toEqual([]);
});

test('a small load takes the last of every kind', () => {
  const last = lastOnes(opportunities, 400);
  expect(last).toHaveLength(400);
  const won = opportunities.filter(({ stage }) => stage === 'Won').map(({ closedOn }) => closedOn?.getTime() ?? 0);
  const newest = won.sort((a, b) => b - a)[119];
  const chosen = last.filter(({ stage }) => stage === 'Won').map(({ closedOn }) => closedOn?.getTime() ?? 0);
  expect(chosen).toHaveLength(120);
  expect(Math.min(...chosen)).toBe(newest);
});

test('a load of everything takes everything, oldest first', () => {
  const all = lastOnes(opportunities, 8800);
  expect(all).toHaveLength(8800);
  const ends = all.flatMap(({ closedOn, engagedOn }) => (closedOn ?? engagedOn)?.getTime() ?? []);
  expect(ends).toEqual(ends.toSorted((a, b) => a - b));
});
