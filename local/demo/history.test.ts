import { expect, test } from 'vitest';
import { readCsvFiles } from './csv-files.ts';
import { historyOf, type History } from './history.ts';
import { cleanData } from './opportunities.ts';

const now = new Date('2026-03-10T13:00:00.000Z');
const { opportunities } = cleanData(await readCsvFiles());
const histories = opportunities.map((opportunity) => ({ opportunity, history: historyOf(opportunity, now) }));

function timesOf({ signalAt, candidate, pursuit }: History): readonly Date[] {
  const steps = pursuit === null ? [] : [pursuit.at, ...pursuit.steps.map(({ at }) => at)];
  const begun =
    candidate === null ? [] : [candidate.at, ...(candidate.triagedAt === null ? [] : [candidate.triagedAt])];
  return [signalAt, ...begun, ...steps];
}

test('no history goes backwards, and none reaches into the future', () => {
  const wrong = histories.filter(({ history }) => {
    const times = timesOf(history);
    return times.some((time, i) => time > now || (i > 0 && time < (times[i - 1] ?? now)));
  });
  expect(wrong).toEqual([]);
});

test('the last month of the data is the last month', () => {
  const ends = histories
    .flatMap(({ history }) => history.pursuit?.steps ?? [])
    .filter(({ to }) => to === 'won' || to === 'lost')
    .map(({ at }) => at.getTime());
  const newest = Math.max(...ends);
  expect(now.getTime() - newest).toBeLessThan(2 * 86_400_000);
});

test('an opportunity has the same history every time', () => {
  const again = opportunities.map((opportunity) => historyOf(opportunity, now));
  expect(again).toEqual(histories.map(({ history }) => history));
});

test('open pursuits stand in every stage', () => {
  const stages = histories
    .filter(({ opportunity }) => opportunity.stage === 'Engaging')
    .map(({ history }) => history.pursuit?.steps.at(-1)?.to ?? 'qual');
  expect(new Set(stages)).toEqual(new Set(['qual', 'pink', 'red', 'submit']));
});
