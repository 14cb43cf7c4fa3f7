/*
 * `npm run bench:coldstart [-- --rounds 15]`: how long a new process takes from the bundle to its first answer, beside an app of one empty function,
 * and how large the bundle is. The host's own code is loaded before the clock starts; each start is a process of its own, by turns.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildBundle } from '../faults/app-process.ts';
import { startBenchDatabases } from './bench-database.ts';
import { buildBenchApp } from './build-app.ts';
import type { ColdStart } from './coldstart-program.ts';
import { median, printFigures, printTable, rounded } from './report.ts';

const { values: given } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });
const rounds = Number(given.rounds);
const aims = { ratio: 2.5, megabytes: 3 };
/** What an app on Azure SQL loads beside the bundle. */
const azureFiles = ['mssql.cjs', 'azure-identity.cjs'];

const databases = await startBenchDatabases('empty');
const bundle = await buildBundle();
const empty = await buildBenchApp('empty-app.ts');
const settings = bundle.settings(await databases.copy('app'));
const env = { ...settings, BENCH_AUTHORIZATION: await bundle.authorization() };

const starts = {
  'an empty function': { folder: empty, path: '/healthz', packages: [] },
  'the app': { folder: bundle.folder, path: '/healthz', packages: [] },
  'the app, and Azure SQL’s driver and identity': { folder: bundle.folder, path: '/healthz', packages: azureFiles },
  'the app, to its first answer from the database': { folder: bundle.folder, path: '/api/signals', packages: [] },
};
const times = new Map<string, ColdStart[]>();
// The first round warms the disk's cache.
for (let round = 0; round <= rounds; round += 1) {
  for (const [name, { folder, path, packages }] of Object.entries(starts)) {
    const time = await coldStart([folder, path, ...packages]);
    if (round > 0) times.set(name, [...(times.get(name) ?? []), time]);
  }
}

const of = (name: string, pick: (start: ColdStart) => number): number => median((times.get(name) ?? []).map(pick));
const floor = of('an empty function', ({ answered }) => answered);
const figures = Object.keys(starts).map((name) => ({
  start: name,
  'loaded, ms': rounded(of(name, ({ loaded }) => loaded)),
  'first answer, ms': rounded(of(name, ({ answered }) => answered)),
  ratio: rounded(of(name, ({ answered }) => answered) / floor),
}));
const sizes = await sizesOf(['index.cjs', ...azureFiles, 'azure-monitor.cjs']);

await bundle.remove();
await rm(empty, { recursive: true, force: true });
await databases.stop();

console.log(`Medians of ${rounds} starts. Aim: the app at most ${aims.ratio} times an empty function.`);
printTable(figures);
console.log(`\nThe bundle, in bytes. Aim: what one process loads, at most ${aims.megabytes} MB.`);
printTable(sizes);
printFigures('coldstart', { rounds, figures, sizes, aims });

async function coldStart(args: readonly string[]): Promise<ColdStart> {
  const child = fork(join(import.meta.dirname, 'coldstart-program.ts'), args, { env: { ...process.env, ...env } });
  const ended = once(child, 'exit').then(() =>
    Promise.reject(new Error(`${args.join(' ')} has ended without an answer.`)),
  );
  ended.catch(() => undefined);
  const [time] = (await Promise.race([once(child, 'message'), ended])) as [ColdStart];
  await ended.catch(() => undefined);
  return time;
}

async function sizesOf(files: readonly string[]): Promise<{ file: string; bytes: number }[]> {
  const sizes_ = await Promise.all(files.map(async (file) => (await stat(join(bundle.folder, 'dist', file))).size));
  const rows = files.map((file, index) => ({ file, bytes: sizes_[index] ?? 0 }));
  const azure = rows.slice(0, 1 + azureFiles.length).reduce((sum, { bytes }) => sum + bytes, 0);
  return [...rows, { file: 'what a process on Azure SQL loads (the first three)', bytes: azure }];
}
