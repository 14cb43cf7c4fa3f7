/*
 * `npm run bench:soak [-- --minutes 10 --connections 64]`: a mixed load on the deployed bundle while its timers run. Ends with exit code 1 at the
 * first answer that is not a 2xx, when the memory of the process grows or shrinks by more than a tenth after the warm-up, and when a database
 * connection was not given back.
 */
import { parseArgs } from 'node:util';
import { setTimeout as wait } from 'node:timers/promises';
import { buildBundle } from '../faults/app-process.ts';
import { openOnlooker } from '../faults/onlooker.ts';
import { knownIds, startBenchDatabases } from './bench-database.ts';
import { httpCases } from './http-cases.ts';
import { runLoad, type Call } from './load.ts';
import { median, printFigures, printTable, rounded } from './report.ts';

const { values: given } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, connections: { type: 'string', default: '64' } },
});
const seconds = Number(given.minutes) * 60;
const connections = Number(given.connections);
const pool = 10;
const megabyte = 1024 * 1024;

const databases = await startBenchDatabases();
const url = await databases.copy('app');
const bundle = await buildBundle();
const app = await bundle.start(url, { RATE_LIMIT_PER_MINUTE: '0', DB_POOL_MAX: String(pool) }, ['--expose-gc']);
const onlooker = await openOnlooker(url);
const headers = { authorization: await bundle.authorization() };
const next = httpCases(await knownIds(url));

/** Half of the calls read; every second write goes under an Idempotency-Key. */
function mixed(lane: number, turn: number): Call {
  switch ((turn + lane) % 8) {
    case 0:
      return next.create(lane);
    case 1:
      return { ...next.create(lane), headers: { 'idempotency-key': `soak-${lane}-${turn}` } };
    case 2:
    case 3:
      return next.transition(lane);
    case 4:
      return next['list of 50'](lane);
    case 5:
      return { method: 'GET', path: '/api/workstream/today' };
    default:
      return next['read by id'](lane);
  }
}

interface Sample {
  readonly second: number;
  readonly rss: number;
  readonly heap: number;
  readonly connections: number;
}
const samples: Sample[] = [];
const over = new AbortController();

async function watch(): Promise<void> {
  const started = performance.now();
  const every = Math.max(1, seconds / 60) * 1000;
  while (!over.signal.aborted) {
    const [{ rss, heap }, open] = [await app.memory(), await onlooker.count(ofTheApp)];
    const second = Math.round((performance.now() - started) / 1000);
    samples.push({ second, rss: rounded(rss / megabyte), heap: rounded(heap / megabyte), connections: open });
    await wait(every);
  }
}

async function fireTimers(): Promise<void> {
  while (!over.signal.aborted) {
    await Promise.all([app.fire('outbox'), app.fire('sla'), app.fire('retention')]);
    await wait(500);
  }
}

const ofTheApp =
  "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'";
const busy = `${ofTheApp} and state <> 'idle'`;
const [result] = await Promise.all([
  runLoad({ url: app.url, headers, connections, seconds, next: mixed }).finally(() => over.abort()),
  watch(),
  fireTimers(),
]);

await wait(1000);
const left = { busy: await onlooker.count(busy), open: await onlooker.count(ofTheApp) };
await onlooker.close();
await app.stop();
await bundle.remove();
await databases.stop();

const warm = samples.filter(({ second }) => second > seconds / 5);
const half = Math.floor(warm.length / 2);
const change = (pick: (sample: Sample) => number): number =>
  rounded(median(warm.slice(half).map(pick)) / median(warm.slice(0, half).map(pick)));
const memory = { rss: change(({ rss }) => rss), heap: change(({ heap }) => heap) };
const most = Math.max(...samples.map(({ connections: open }) => open));
const flat = Object.values(memory).every((ratio) => ratio > 0.9 && ratio < 1.1);
const ok = flat && left.busy === 0 && most <= pool && app.troubles.length === 0;

printTable(samples.filter((_, index) => index % Math.ceil(samples.length / 12) === 0).map((sample) => ({ ...sample })));
console.log(`${result.count} answers, all of them 2xx; warnings and errors logged: ${app.troubles.length}.`);
console.log(
  `Memory of the second half of the time to the first, a fifth of warm-up aside: resident ${memory.rss}, heap ${memory.heap}.`,
);
console.log(`Database connections: ${most} at most of ${pool}; ${left.open} open afterwards, ${left.busy} busy.`);
printFigures('soak', { seconds, connections, ...result, memory, most, left, troubles: app.troubles.length, ok });
process.exitCode = ok ? 0 : 1;
