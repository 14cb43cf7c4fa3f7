import { systemClock } from '../../shared/platform/clock.ts';
import { migrateDatabase } from '../db/migrate-database.ts';
import { withEngine } from '../db/with-engine.ts';
import { root, runScript } from '../run-script.ts';
import { readOptions } from '../start/options.ts';
import { loadDemo } from './load-demo.ts';
import { showProgress, summaryText } from './show.ts';

/* `npm run demo:load`: all 8,800 opportunities into the organisation `demo`. Loading again adds only what is not there. */
await runScript(async () => {
  const { dataDir } = readOptions(process.argv.slice(2), root, ['data']);
  await withEngine(dataDir, process.env, async (engine) => {
    await migrateDatabase(engine);
    const progress = showProgress(process.stderr);
    const summary = await loadDemo({
      engine,
      clock: systemClock,
      onProgress: (done, total) => progress.update(done, total),
    });
    progress.end();
    console.log(summaryText(summary));
  });
});
