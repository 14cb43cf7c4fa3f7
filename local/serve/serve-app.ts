import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { readConfig } from '../../shared/platform/config.ts';
import { readJsonFile } from '../host/json-file.ts';
import { startHost } from '../host/start-host.ts';
import { UsageError } from '../start/options.ts';
import { jsonLog } from '../start/quiet-log.ts';
import type { StopSignal } from '../start/stop-signal.ts';

/** What to serve, and where. */
export interface ServeOptions {
  /** The folder of the package: host.json, package.json, the bundle. */
  readonly app: string;
  /** The address to listen on; the port is PORT's, else 7071. */
  readonly address: string;
}

/**
 * Serves the packaged app until `stop` asks for the end, with nothing of a laptop's convenience: the settings are the environment's alone, no token is made
 * here, and `/admin` opens to nobody. Rejects with
 * `UsageError` when there is no package, with `ConfigError` when a setting is missing or wrong, and when the app does not load.
 */
export async function serveApp({ app, address }: ServeOptions, stop: StopSignal): Promise<void> {
  await demandPackage(app);
  // The app itself would start without them and answer 500.
  readConfig(process.env);
  const host = await startHost({ root: app, address, enforceKeys: true, log: jsonLog });
  try {
    if (host.startupError !== undefined) throw host.startupError;
    const functions = host.functions.length;
    console.log(JSON.stringify({ time: new Date().toISOString(), message: 'serving', port: host.port, functions }));
    await stop.asked;
  } finally {
    await host.stop();
  }
}

const packageJson = z.object({ main: z.string() });

async function demandPackage(app: string): Promise<void> {
  const main = (await readJsonFile(join(app, 'package.json'), packageJson))?.main;
  if (main !== undefined && existsSync(join(app, main))) return;
  throw new UsageError(`${app} holds no package: npm run package makes one in package/app; --app DIR serves another.`);
}
