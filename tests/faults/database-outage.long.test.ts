import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../local/postgres/fresh-database.ts';
import { startPostgres, type RunningPostgres } from '../../local/postgres/start-postgres.ts';
import { createPostgresEngine } from '../../shared/db/engines/postgres/create-postgres-engine.ts';
import { migrate } from '../../shared/db/migrations/run.ts';
import { buildBundle, type AppProcess, type Bundle } from './app-process.ts';
import { openOnlooker } from './onlooker.ts';

const clients = 8;
/** No answer may take longer, whatever the database does. */
const longestMs = 10_000;

let folder: string;
let server: RunningPostgres;
let bundle: Bundle;
let app: AppProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowledger-outage-'));
  await chmod(folder, 0o711);
  server = await startPostgres({ dataDir: join(folder, 'cluster') });
  await createDatabase(server, 'outage');
  const engine = createPostgresEngine({ url: server.url('outage') });
  await migrate(engine.migrator());
  await engine.close();
  bundle = await buildBundle();
  app = await bundle.start(server.url('outage'));
  expect((await app.as().get('/api/me')).status).toBe(200);
}, 120_000);
afterAll(async () => {
  await app.stop();
  await server.stop();
  await Promise.all([bundle.remove(), rm(folder, { recursive: true, force: true })]);
});

/** What clients have seen. */
interface Seen {
  /** Keys of writes that were acknowledged. */
  readonly acknowledged: Set<string>;
  readonly refused: { readonly status: number; readonly code: string; readonly retryAfter: string | null }[];
  slowestMs: number;
}

/** Clients that write under a key each and repeat a refused write under its key, until `ended`, and then until all is acknowledged. */
function load(name: string, ended: AbortSignal): { readonly seen: Seen; readonly done: Promise<unknown> } {
  const seen: Seen = { acknowledged: new Set(), refused: [], slowestMs: 0 };
  const one = async (client: number): Promise<void> => {
    for (let n = 0; !ended.aborted; n += 1) {
      const key = `${name}-${client}-${n}`;
      while (!(await write(key, seen))) await wait(20);
    }
  };
  return { seen, done: Promise.all(Array.from({ length: clients }, (_, client) => one(client))) };
}

async function write(key: string, seen: Seen): Promise<boolean> {
  const started = performance.now();
  const { status, headers, body } = await app
    .as()
    .post<{ code: string }>(
      '/api/signals',
      { sourceType: 'api', sourceRef: key, dedupeKey: null },
      { 'Idempotency-Key': key },
    );
  seen.slowestMs = Math.max(seen.slowestMs, performance.now() - started);
  if (status === 201) seen.acknowledged.add(key);
  else seen.refused.push({ status, code: body.code, retryAfter: headers.get('retry-after') });
  return status === 201;
}

/** Waits until `condition` holds, at most 30 s. */
async function until(condition: () => boolean): Promise<void> {
  for (const end = performance.now() + 30_000; !condition(); await wait(20)) {
    if (performance.now() > end) throw new Error(`It does not become true: ${condition.toString()}`);
  }
}

/** Every acknowledged write is there once, nothing else, and every refusal said when to come again. */
async function expectSound(name: string, seen: Seen): Promise<void> {
  const onlooker = await openOnlooker(server.url('outage'));
  const rows = await onlooker.query<{ ref: string; count: number }>(
    'select source_ref as ref, count(*)::int as count from app.signal where source_ref like $1 group by source_ref',
    [`${name}-%`],
  );
  await onlooker.close();
  expect(rows.filter(({ count }) => count !== 1)).toEqual([]);
  expect(rows.map(({ ref }) => ref).sort()).toEqual([...seen.acknowledged].sort());
  // A first try that the server had begun and not ended holds its key for a while.
  const told = (code: string): boolean => code === 'database_unavailable' || code === 'pool_exhausted';
  const wrong = seen.refused.filter(
    ({ status, code, retryAfter }) =>
      !(
        Number(retryAfter) > 0 &&
        ((status === 503 && told(code)) || (status === 409 && code === 'idempotency_in_progress'))
      ),
  );
  expect(wrong).toEqual([]);
  console.log(
    `${name}: ${rows.length} writes, ${seen.refused.length} refused, slowest ${Math.round(seen.slowestMs)} ms`,
  );
  expect(seen.slowestMs).toBeLessThan(longestMs);
}

/** The server's processes, by their parent. */
async function processesOf(pid: number): Promise<number[]> {
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(
    all.map(
      async (name) =>
        [
          Number(name),
          (await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')).replace(/^.*\) \S /, ''),
        ] as const,
    ),
  );
  return [pid, ...parents.filter(([, stat]) => Number.parseInt(stat, 10) === pid).map(([child]) => child)];
}

describe('a database that goes away under load', () => {
  it('stopped and started again: 503 meanwhile, then as before, every write once', async () => {
    const end = new AbortController();
    const { seen, done } = load('stop', end.signal);
    await until(() => seen.acknowledged.size > 100);
    const { port } = server;
    await server.stop();
    await until(() => seen.refused.length > 100);
    expect((await app.as().get('/api/me')).status).toBe(200);
    expect((await app.as().get('/api/signals')).status).toBe(503);
    expect((await app.as().get('/api/health')).status).toBe(503);
    server = await startPostgres({ dataDir: join(folder, 'cluster'), port });
    const before = seen.acknowledged.size;
    await until(() => seen.acknowledged.size > before + 100);
    end.abort();
    await done;
    await expectSound('stop', seen);
    expect((await app.as().get('/api/health')).status).toBe(200);
  });

  it.skipIf(process.platform !== 'linux')(
    'frozen, so that it neither answers nor refuses: no request hangs',
    async () => {
      const end = new AbortController();
      const { seen, done } = load('freeze', end.signal);
      await until(() => seen.acknowledged.size > 100);
      const frozen = await processesOf(server.pid);
      for (const pid of frozen) process.kill(pid, 'SIGSTOP');
      try {
        const before = seen.refused.length;
        await until(() => seen.refused.length >= before + clients);
      } finally {
        for (const pid of frozen.toReversed()) process.kill(pid, 'SIGCONT');
      }
      const before = seen.acknowledged.size;
      await until(() => seen.acknowledged.size > before + 100);
      end.abort();
      await done;
      await expectSound('freeze', seen);
    },
  );
});
