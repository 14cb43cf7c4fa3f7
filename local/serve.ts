import { join, resolve } from 'node:path';
import { root, runScript } from './run-script.ts';
import { serveApp } from './serve/serve-app.ts';
import { listenForStop } from './start/stop-signal.ts';
import { readTextOptions } from './text-options.ts';

/*
 * `npm run serve`: the packaged app on a host of its own, outside of Azure, until SIGTERM. Exit code 0 after an orderly end, 1 when it could not start.
 * It does not change the schema: `npm run db:migrate` does.
 */
const stop = listenForStop();
await runScript(async () => {
  const { app = join(root, 'package/app'), address = '127.0.0.1' } = readTextOptions(process.argv.slice(2), {
    required: {},
    optional: {
      app: 'DIR       folder of the package (default: package/app)',
      address: 'IP   where to listen (default: 127.0.0.1)',
    },
  });
  await serveApp({ app: resolve(app), address }, stop);
});
// What libraries keep open (telemetry, keep-alive sockets) must not keep an ended program alive.
process.exit();
