import type { Suite } from './suites.ts';

/** The suites in their order, parted so that gates that follow one another stand together and tests stand alone. */
export function inRuns(suites: readonly Suite[]): Suite[][] {
  const runs: Suite[][] = [];
  for (const suite of suites) {
    const last = runs.at(-1);
    if (suite.counts === 'as-one' && last?.[0]?.counts === 'as-one') last.push(suite);
    else runs.push([suite]);
  }
  return runs;
}

/** Does `work` for each item, `atOnce` at a time; the results are in the items' order. Rejects with the first error. */
export async function eachOf<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [place, item] of waiting) results[place] = await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
