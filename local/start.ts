import { join } from 'node:path';
import { choosePort, readLocalSettings } from './host/settings.ts';
import { ensureBundle } from './start/bundle.ts';
import { assertPortFree } from './start/free-port.ts';
import { readOptions } from './start/options.ts';
import { explainFailure } from './start/explain-failure.ts';
import { runApp } from './start/run-app.ts';
import { listenForStop } from './start/stop-signal.ts';

/* `npm start`: the whole product on this machine, until Ctrl-C. Exit code 0 after an orderly end, 1 when it could not start. */
const root = join(import.meta.dirname, '..');
const stop = listenForStop();
try {
  const options = readOptions(process.argv.slice(2), root, ['port', 'data', 'no-demo', 'json']);
  const port = choosePort(options.port, process.env, await readLocalSettings(root));
  // Before anything is started: whoever started it twice sees it at once.
  await assertPortFree(port);
  if (await ensureBundle(root)) console.log('The bundle is built.');
  if (!stop.signal.aborted) await runApp({ root, ...options, port }, stop);
  process.exitCode = 0;
} catch (error) {
  process.stderr.write(`${explainFailure(error)}\n`);
  process.exitCode = 1;
}
// What libraries keep open (telemetry, keep-alive sockets) must not keep an ended program alive.
process.exit();
