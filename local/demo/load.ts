import { systemClock } from '../../shared/platform/clock.ts';
import { migrateDatabase } from '../db/migrate-database.ts';
import { refreshStatistics } from '../db/refresh-statistics.ts';
import { withEngine } from '../db/with-engine.ts';
import { root, runScript } from '../run-script.ts';
import { readOptions } from '../start/options.ts';
import { listenForStop } from '../start/stop-signal.ts';
import { loadDemo } from './load-demo.ts';
import { showProgress, summaryText } from './show.ts';

/*
 * `npm run demo:load`: all 8,800 opportunities into the organisation `demo`; with `--last N` the last ones. Loading again adds only what is not there.
 * Exit code 130 when Ctrl-C ended it: the next load goes on.
 */
await runScript(async () => {
  const { dataDir, last } = readOptions(process.argv.slice(2), root, ['data', 'last']);
  const { signal, close } = listenForStop();
  await withEngine(dataDir, process.env, async (engine, { url }) => {
    await migrateDatabase(engine);
    const progress = showProgress(process.stdout);
    const onProgress = (done: number, total: number): void => progress.update(done, total);
    const afterGrowth = (): Promise<void> => refreshStatistics(url);
    const summary = await loadDemo({ engine, clock: systemClock, count: last, onProgress, afterGrowth, signal });
    progress.end();
    console.log(summaryText(summary));
    if (!summary.finished) process.exitCode = 130;
  });
  close();
});
