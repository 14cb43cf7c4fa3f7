import { version as ownVersion } from '../functions/version.ts';
import { migrations } from '../shared/db/migrations/all.ts';
import { smokeTest } from './azure/smoke-test.ts';
import { buildIdOf } from './build-id.ts';
import { root, runScript } from './run-script.ts';
import { UsageError } from './start/options.ts';
import { readTextOptions } from './text-options.ts';

/* `npm run smoke`: waits until what was deployed from this folder answers and its database is at its level. Exit code 1 when it does not. */
await runScript(async () => {
  const given = readTextOptions(process.argv.slice(2), {
    required: {},
    optional: {
      url: 'URL        address of the gateway or of the app (default: AZURE_GATEWAY_URL)',
      patience: 'SECONDS   how long to wait for it (default: 300)',
      version: 'VERSION    the version that must answer (default: this folder’s)',
      build: 'ID           the build that must answer, as npm run package tells it (default: this folder’s)',
    },
  });
  const { url = process.env['AZURE_GATEWAY_URL'] ?? '', patience = '300' } = given;
  if (url === '')
    throw new UsageError(
      'There is no address to ask: give --url, or AZURE_GATEWAY_URL, an output of the deployment (azd env get-value AZURE_GATEWAY_URL).',
    );
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError(`--url is not an http(s) address: "${url}".`);
  if (!/^\d{1,5}$/.test(patience)) throw new UsageError(`--patience is not a number of seconds: "${patience}".`);
  await smokeTest({
    url,
    version: given.version ?? ownVersion,
    build: given.build ?? (await buildIdOf(root)),
    migration: migrations.at(-1)?.name ?? '',
    patienceMs: Number(patience) * 1000,
    pauseMs: 3000,
    tell: (line) => console.log(line),
  });
});
