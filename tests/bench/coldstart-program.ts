/* One cold start: loads the app of a folder in the local host, asks it once, tells its parent what that took, and ends. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { startHost } from '../../local/host/start-host.ts';

/** Times of one cold start, in milliseconds. */
export interface ColdStart {
  /** From the first byte of the bundle that is read until the host serves. */
  readonly loaded: number;
  /** From the same moment until the first answer is there. */
  readonly answered: number;
}

const [folder = '', path = '', ...packages] = process.argv.slice(2);
const authorization = process.env['BENCH_AUTHORIZATION'] ?? '';
const started = performance.now();
// What the settings of a deployed app make it load beside the bundle.
for (const file of packages) createRequire(import.meta.url)(join(folder, 'dist', file));
const host = await startHost({ root: folder, port: 0, timers: 'manual', log: () => undefined });
const loaded = performance.now() - started;
const response = await fetch(host.url + path, { headers: { authorization } });
await response.arrayBuffer();
const answered = performance.now() - started;
if (!response.ok) throw new Error(`${path}: ${response.status}`);
process.send?.({ loaded, answered } satisfies ColdStart);
await host.stop();
process.disconnect();
