import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCsvFiles } from '../../local/demo/csv-files.ts';
import type { DemoSummary } from '../../local/demo/load-demo.ts';
import { cleanData } from '../../local/demo/opportunities.ts';
import { lastOnes } from '../../local/demo/selection.ts';
import { pipelineStats } from '../../shared/workstream/stats/pipeline-stats.ts';
import { serviceStats } from '../../shared/workstream/stats/service-stats.ts';
import { listToday } from '../../shared/workstream/today/list-today.ts';
import { todayBuckets } from '../../shared/workstream/today/order.ts';
import { demoDatabase, type DemoDatabase } from './loaded-demo.ts';

const count = 200;
let demo: DemoDatabase;
let summary: DemoSummary;

beforeAll(async () => {
  demo = await demoDatabase();
  summary = await demo.load(count);
});
afterAll(() => demo.stop());

const rowsOf = (table: 'signal' | 'candidate' | 'pursuit' | 'proposal' | 'engagement' | 'workEvent'): Promise<number> =>
  demo.inDemo(async ({ db, orgId }) => {
    const query = db.selectFrom(table).select((eb) => eb.fn.countAll<number>().as('count'));
    return (await query.where('orgId', '=', orgId).executeTakeFirstOrThrow()).count;
  });

test('won and lost are as many as in the data', async () => {
  const chosen = lastOnes(cleanData(await readCsvFiles()).opportunities, count);
  const { winRate } = await demo.inDemo(pipelineStats);
  expect(winRate).toMatchObject({
    won: chosen.filter(({ stage }) => stage === 'Won').length,
    lost: chosen.filter(({ stage }) => stage === 'Lost').length,
  });
  expect(winRate.byGates.overridden).toEqual({ won: winRate.won, lost: winRate.lost, rate: winRate.rate });
});

test('every opportunity is one signal, every pursuit has its proposal, every won one its engagement', async () => {
  const { winRate } = await demo.inDemo(pipelineStats);
  expect(await rowsOf('signal')).toBe(count);
  expect(await rowsOf('proposal')).toBe(await rowsOf('pursuit'));
  expect(await rowsOf('engagement')).toBe(winRate.won);
});

test.each(todayBuckets)('the panel has work in %s', async (bucket) => {
  const page = await demo.inDemo((session) => listToday(session, { bucket: [bucket] }, { limit: 5, cursor: null }));
  expect(page.data.length).toBeGreaterThan(0);
});

test('there are breaches, and every metric was kept by some and missed by others', async () => {
  expect(summary.breaches).toBeGreaterThan(0);
  const { sla } = await demo.inDemo(serviceStats);
  expect(sla.map(({ metric }) => metric).sort()).toEqual(['proposal', 'response', 'triage']);
  for (const { met, breached } of sla) expect(Math.min(met, breached)).toBeGreaterThan(0);
});

test('loading again adds nothing', async () => {
  const events = await rowsOf('workEvent');
  const again = await demo.load(count);
  expect(again).toMatchObject({ opportunities: count, added: 0, moved: 0 });
  expect(await rowsOf('signal')).toBe(count);
  expect(await rowsOf('workEvent')).toBe(events);
});

test('a larger load adds what is new', async () => {
  const more = await demo.load(count + 40);
  expect(more.added).toBe(40);
  expect(await rowsOf('signal')).toBe(count + 40);
});
