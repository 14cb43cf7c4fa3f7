import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase } from '../../local/postgres/fresh-database.ts';
import { startPostgres } from '../../local/postgres/start-postgres.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { createPostgresEngine } from '../../shared/db/engines/postgres/create-postgres-engine.ts';
import { migrate } from '../../shared/db/migrations/run.ts';
import { provisionOrg } from '../../shared/workstream/organisation/provision.ts';
import { fillBigTenant } from '../faults/big-tenant.ts';
import { openOnlooker, type Onlooker } from '../faults/onlooker.ts';
import type { Known } from './http-cases.ts';

/** A durable PostgreSQL of its own with databases that hold the same rows. */
export interface BenchDatabases {
  /** Organisation of the rows. */
  readonly orgId: number;
  /** A copy, by its URL as superuser. */
  copy(name: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts the server. What is copied has organisation `acme` and, when it is to be `full`, the rows of the plan tests' big tenant in it. */
export async function startBenchDatabases(rows: 'full' | 'empty' = 'full'): Promise<BenchDatabases> {
  const folder = await mkdtemp(join(tmpdir(), 'flowledger-bench-'));
  // Run as root, PostgreSQL gives way to another account, which must get through here.
  await chmod(folder, 0o711);
  const server = await startPostgres({ dataDir: join(folder, 'cluster') });
  const template = 'bench';
  await createDatabase(server, template);
  const engine = createPostgresEngine({ url: server.url(template) });
  await migrate(engine.migrator());
  const { orgId } = await provisionOrg(engine, systemClock, { key: 'acme', name: 'Acme' });
  await engine.close();
  if (rows === 'full') {
    const onlooker = await openOnlooker(server.url(template));
    await fillBigTenant(onlooker, orgId);
    await openTheWayToPink(onlooker, orgId);
    await onlooker.close();
  }
  return {
    orgId,
    async copy(name) {
      await createDatabase(server, name, template);
      return server.url(name);
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a transition finds in real life: a Today row of each pursuit, and a complete pink gate. */
async function openTheWayToPink(onlooker: Onlooker, orgId: number): Promise<void> {
  await onlooker.query('update app.pursuit_checklist set completed_at = now(), completed_by = $2 where org_id = $1', [
    orgId,
    'ann',
  ]);
  await onlooker.query(
    `insert into app.today_item (org_id, record_type, record_id, title, state, owner, tags, bucket_rank, urgency_points, value_points, stage_points,
        score, tier, next_change_at, created_at, updated_at)
      select org_id, 'pursuit', pursuit_id, title, stage, owner, '[]', 3, 20, 0, 10, 30, 'low', now() + interval '1 day', now(), now()
      from app.pursuit where org_id = $1`,
    [orgId],
  );
  await onlooker.query('vacuum analyze');
}

/** Ids of organisation `acme` that calls may name. */
export async function knownIds(url: string): Promise<Known> {
  const onlooker = await openOnlooker(url);
  const ids = async (sql: string): Promise<number[]> =>
    (await onlooker.query<{ id: string }>(sql)).map(({ id }) => Number(id));
  const acme = "org_id = (select org_id from app.org where org_key = 'acme')";
  const signals = await ids(`select signal_id as id from app.signal where ${acme}`);
  const pursuits = await ids(
    `select pursuit_id as id from app.pursuit where ${acme} and stage = 'qual' order by pursuit_id limit 64`,
  );
  await onlooker.close();
  return { signals, pursuits };
}
