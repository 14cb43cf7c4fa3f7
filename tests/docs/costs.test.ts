import { expect, test } from 'vitest';
import { timerJobs } from '../../functions/timers/all.ts';
import { defaultOutboxSettings } from '../../shared/outbox/settings.ts';
import { roundTrips } from '../api/workstream/round-trips.ts';
import { page, read, tableBelow } from './pages.ts';

const costs = page('docs/operations/costs.md');
const said = (figure: number): string => Math.round(figure).toLocaleString('en-US');
const monthSeconds = 30 * 24 * 3600;
const instanceGB = Number(/param instanceMemoryMB int = (\d+)/.exec(read('infra/main.bicep'))?.[1]) / 1024;

/** Seconds of a run of the outbox that finds nothing: its pauses; and its claims. */
function idleRun(): { readonly seconds: number; readonly claims: number } {
  const { idleFirstMs, idleMaxMs } = defaultOutboxSettings;
  let [ms, claims] = [0, 1];
  for (let pause = idleFirstMs; pause <= idleMaxMs; pause *= 2) [ms, claims] = [ms + pause, claims + 1];
  return { seconds: ms / 1000, claims };
}

test('an idle month', () => {
  const { seconds, claims } = idleRun();
  // Two statements of tidying at both ends, the lag.
  expect(tableBelow(costs, '## Idle')[0]?.[2]).toContain(
    `pauses of ${seconds} s (50 ms doubling to 1.6 s), ${claims} claims, ${claims + 5} round trips`,
  );
  const everyMinute = monthSeconds / 60;
  const everyHour = monthSeconds / 3600;
  expect(timerJobs.map(({ schedule }) => schedule)).toEqual(['0 * * * * *', '30 * * * * *', '0 17 * * * *']);
  const billed = Math.ceil(seconds * 10) / 10;
  const expected = [
    [everyMinute, everyMinute * billed * instanceGB],
    [everyMinute, everyMinute * instanceGB],
    [everyHour, everyHour * instanceGB],
  ] as const;
  const [runs, gbSeconds] = [0, 1].map((column) => expected.reduce((sum, row) => sum + (row[column] ?? 0), 0));
  const rows = tableBelow(costs, '## Idle').map((row) => [row[1], row[3]]);
  expect(rows).toEqual([...expected, [runs ?? 0, gbSeconds ?? 0]].map((row) => row.map((it) => said(it ?? 0))));
});

test('what stands ready', () => {
  const groups = 1 + timerJobs.length;
  expect(costs.text).toContain(
    `${2 * groups} instances: ${said(2 * groups * instanceGB * monthSeconds)} GB-s baseline`,
  );
  expect(costs.text).toContain(`2 instances, ${said(2 * instanceGB * monthSeconds)} GB-s`);
  expect(costs.text).toContain(`${said(0.5 * monthSeconds)} vCore-s`);
});

test('a million events a day', () => {
  const story: Readonly<Record<string, number>> = {
    'signals-create': 1,
    'candidates-create': 1,
    'candidates-status': 1,
    'candidates-promote': 1,
    'pursuits-stage': 2,
    'checklists-complete': 11,
    'pursuits-submit': 1,
    'pursuits-won': 1,
  };
  const writes = Object.values(story).reduce((sum, count) => sum + count, 0);
  const trips = Object.entries(story).reduce((sum, [name, count]) => sum + count * (roundTrips[name] ?? Number.NaN), 0);
  const opportunities = 1_000_000 / 24;
  const requests = opportunities * writes * 11;
  const rows = tableBelow(costs, '| quantity').map((row) => row[2]);
  expect(rows.slice(0, 6)).toEqual(
    [
      opportunities,
      opportunities * writes,
      opportunities * writes * 10,
      requests,
      opportunities * 2,
      opportunities * (trips + writes) + opportunities * writes * 10,
    ].map(said),
  );
  expect(costs.text).toContain(`gives ${trips} for the ${writes} writes`);
  expect(costs.text).toContain(`**Executions**: ${said(requests * 30)} a month`);
  expect(costs.text).toContain(`**${said(10e9 / requests)} bytes for each of ${said(requests)} calls**`);
  expect(costs.text).toContain(`${((requests * 396) / 1e9).toFixed(2)} GB of \`request\` lines a day`);
});
