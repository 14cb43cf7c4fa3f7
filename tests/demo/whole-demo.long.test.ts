import { afterAll, beforeAll, expect, test } from 'vitest';
import { pipelineStats } from '../../shared/workstream/stats/pipeline-stats.ts';
import { demoDatabase, type DemoDatabase } from './loaded-demo.ts';

let demo: DemoDatabase;

beforeAll(async () => {
  demo = await demoDatabase();
});
afterAll(() => demo.stop());

test('all 8,800 opportunities are loaded, in at most 120 seconds, and once', async () => {
  const first = await demo.load();
  expect(first).toMatchObject({ opportunities: 8800, added: 8800, finished: true });
  expect(first.seconds).toBeLessThanOrEqual(120);
  const { winRate, pursuits } = await demo.inDemo(pipelineStats);
  expect(winRate).toMatchObject({ won: 4238, lost: 2473 });
  const open = pursuits.filter(({ stage }) => stage !== 'won' && stage !== 'lost');
  expect(open.reduce((sum, stage) => sum + stage.count, 0)).toBe(1589);
  expect(await demo.load()).toMatchObject({ added: 0, moved: 0 });
});
