import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { eachOf, inRuns } from './in-runs.ts';
import type { Suite } from './suites.ts';

const gate = (name: string): Suite => ({ name, script: name, counts: 'as-one' });
const tests = (name: string): Suite => ({ name, script: name, counts: 'its-tests' });

test('gates that follow one another stand together, tests alone', () => {
  const runs = inRuns([gate('a'), gate('b'), tests('c'), tests('d'), gate('e')]);
  expect(runs.map((run) => run.map(({ name }) => name))).toEqual([['a', 'b'], ['c'], ['d'], ['e']]);
  expect(inRuns([])).toEqual([]);
});

test('at most so many are worked on at once, each once, and the results keep the order', async () => {
  let [running, most] = [0, 0];
  const results = await eachOf([30, 1, 20, 1, 10], 2, async (ms) => {
    running += 1;
    most = Math.max(most, running);
    await wait(ms);
    running -= 1;
    return ms;
  });
  expect(results).toEqual([30, 1, 20, 1, 10]);
  expect(most).toBe(2);
});

test('an error is not lost', async () => {
  await expect(eachOf([1, 2], 2, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});
