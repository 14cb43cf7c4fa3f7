/*
 * `npm run bench:http [-- --seconds 3 --rounds 3 --warmup 5 --connections 1,16,64]`: requests a second and latencies of the deployed bundle in the local host,
 * beside a minimal program with the same statements (plain/): with Fastify, and as functions in the same host. All run by turns on equal databases of
 * one durable PostgreSQL.
 */
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { buildBundle, startProgram } from '../faults/app-process.ts';
import { startBenchDatabases, knownIds } from './bench-database.ts';
import { buildBenchApp } from './build-app.ts';
import { aims, caseNames, httpCases, type CaseName, type NextCall } from './http-cases.ts';
import { runLoad, type LoadResult } from './load.ts';
import { startPlainProgram } from './plain/program.ts';
import { median, printFigures, printTable, rounded } from './report.ts';

const { values: given } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    // V8 takes seconds to compile what an app of this size runs; how long the first answer takes is for `bench:coldstart`.
    warmup: { type: 'string', default: '5' },
    connections: { type: 'string', default: '1,16,64' },
  },
});
const seconds = Number(given.seconds);
const rounds = Number(given.rounds);
const warmup = Number(given.warmup);

/** Who is measured. */
interface Side {
  readonly name: 'app' | 'fastify' | 'inHost';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly next: Readonly<Record<CaseName, NextCall>>;
}

const databases = await startBenchDatabases();
const copies = {
  app: await databases.copy('app'),
  fastify: await databases.copy('fastify'),
  inHost: await databases.copy('inhost'),
};
const known = await knownIds(copies.app);
const bundle = await buildBundle();
const functions = await buildBenchApp('plain/function-app.ts');
const [app, fastify, inHost] = [
  await bundle.start(copies.app, { RATE_LIMIT_PER_MINUTE: '0' }),
  await startPlainProgram(copies.fastify, databases.orgId),
  await startProgram(functions, { DATABASE_URL: copies.inHost, ORG_ID: String(databases.orgId) }),
];
const headers = { authorization: await bundle.authorization() };
const sides: readonly Side[] = [
  { name: 'app', url: app.url, headers, next: httpCases(known) },
  { name: 'fastify', url: fastify.url, headers: {}, next: httpCases(known) },
  { name: 'inHost', url: inHost.url, headers: {}, next: httpCases(known) },
];

const figures = [];
for (const name of caseNames) {
  for (const connections of given.connections.split(',').map(Number)) {
    const results = await byTurns(name, connections);
    const ratio = rounded(results.app.requestsPerSecond / results.fastify.requestsPerSecond);
    const ratioInHost = rounded(results.app.requestsPerSecond / results.inHost.requestsPerSecond);
    figures.push({ case: name, connections, ...results, ratio, ratioInHost, aim: aims[name] });
  }
}

await Promise.all([app.stop(), fastify.stop(), inHost.stop()]);
await Promise.all([bundle.remove(), rm(functions, { recursive: true, force: true }), databases.stop()]);

console.log(
  'Requests a second (and p50, p95, p99 in ms) of the app; of the same statements with Fastify, and as functions in the same host.',
);
printTable(
  figures.map(({ case: name, connections, ratio, ratioInHost, aim, ...results }) => ({
    case: name,
    connections,
    'app req/s': results.app.requestsPerSecond,
    p50: results.app.p50,
    p95: results.app.p95,
    p99: results.app.p99,
    'Fastify req/s': results.fastify.requestsPerSecond,
    'p50 ': results.fastify.p50,
    'p95 ': results.fastify.p95,
    'p99 ': results.fastify.p99,
    'in host req/s': results.inHost.requestsPerSecond,
    'app / Fastify': ratio,
    aim: `≥ ${aim}`,
    'app / in host': ratioInHost,
  })),
);
printFigures('http', { seconds, rounds, warmup, figures });

/** Every side by turns, after a warm-up of each; the medians of the rounds. */
async function byTurns(name: CaseName, connections: number): Promise<Record<Side['name'], LoadResult>> {
  const results: Record<Side['name'], LoadResult[]> = { app: [], fastify: [], inHost: [] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name: side, url, headers: sent, next } of sides) {
      const result = await runLoad({
        url,
        headers: sent,
        connections,
        seconds: round === 0 ? warmup : seconds,
        next: next[name],
      });
      if (round > 0) results[side].push(result);
    }
  }
  return { app: middle(results.app), fastify: middle(results.fastify), inHost: middle(results.inHost) };
}

function middle(results: readonly LoadResult[]): LoadResult {
  const of = (pick: (result: LoadResult) => number): number => rounded(median(results.map(pick)));
  return {
    requestsPerSecond: of((result) => result.requestsPerSecond),
    p50: of((result) => result.p50),
    p95: of((result) => result.p95),
    p99: of((result) => result.p99),
    count: results.reduce((sum, { count }) => sum + count, 0),
  };
}
