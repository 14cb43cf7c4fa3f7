import { systemClock } from '../../shared/platform/clock.ts';
import { provisionOrg } from '../../shared/workstream/organisation/provision.ts';
import { root, runScript } from '../run-script.ts';
import { readOptions } from '../start/options.ts';
import { demandSchema } from './demand-schema.ts';
import { withEngine } from './with-engine.ts';

/* `npm run db:seed`: makes an organisation with its default gates and SLA rules. One that exists stays as it is. The schema is not touched. */
await runScript(async () => {
  const { dataDir, org } = readOptions(process.argv.slice(2), root, ['data', 'org', 'name']);
  await withEngine(dataDir, process.env, async (engine, { where }) => {
    await demandSchema(engine);
    const { made } = await provisionOrg(engine, systemClock, org);
    console.log(`${where}: organisation "${org.key}" ${made ? 'is made' : 'was there already'}.`);
  });
});
