import { readOptions } from '../start/options.ts';
import { root, runScript } from '../run-script.ts';
import { migrateDatabase } from './migrate-database.ts';
import { withEngine } from './with-engine.ts';

/* `npm run db:migrate`: brings the schema of the database to this program's level. */
await runScript(async () => {
  const { dataDir } = readOptions(process.argv.slice(2), root, ['data']);
  await withEngine(dataDir, process.env, async (engine, { where }) => {
    const steps = await migrateDatabase(engine);
    const what = steps.length === 0 ? 'is up to date' : `migrated: ${steps.join(', ')}`;
    console.log(`${where}: ${what}.`);
  });
});
