import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../local/postgres/start-postgres.ts';
import type { Engine } from '../db/engine.ts';
import { createPostgresEngine } from '../db/engines/postgres/create-postgres-engine.ts';
import { toJson } from '../db/json.ts';
import { migrate } from '../db/migrations/run.ts';
import { tenantOpener, type OpenTenant } from '../db/open-tenant.ts';
import { defaultOrgSettings } from '../db/org-settings.ts';
import type { TenantSession } from '../db/session.ts';
import { systemActor } from '../platform/actor.ts';
import { createDatabase } from '../../local/postgres/fresh-database.ts';

/** A clock that stands still until it is moved. */
export interface TestClock {
  now(): Date;
  /** Moves on by `seconds`. */
  advance(seconds: number): void;
}

export interface TestDatabase {
  readonly engine: Engine;
  readonly clock: TestClock;
  readonly openTenant: OpenTenant;
  /** Makes an organisation and gives its id. */
  addOrg(): Promise<number>;
  /** Runs `work` in a transaction of `orgId`. */
  inOrg<T>(orgId: number, work: (session: TenantSession) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/** A migrated, empty, real database with a clock that starts at `start`, for one test file. */
export async function startTestDatabase(start = new Date('2026-03-02T08:00:00.000Z')): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'flowledger-events-'));
  // PostgreSQL, which never runs as root, must be able to pass.
  await chmod(folder, 0o711);
  const server = await startPostgres({ dataDir: join(folder, 'cluster'), durability: 'fast' });
  await createDatabase(server, 'test');
  const engine = createPostgresEngine({ url: server.url('test'), poolMax: 12 });
  const migrator = engine.migrator();
  await migrate(migrator);
  await migrator.close();
  const clock = testClock(start);
  const openTenant = tenantOpener(engine, clock);
  return {
    engine,
    clock,
    openTenant,
    addOrg: async () => {
      const { orgId } = await engine
        .reader({ kind: 'system' }, { count: 0 })
        .insertInto('org')
        .values({
          orgKey: randomUUID(),
          name: 'Test',
          kind: 'live',
          settings: toJson(defaultOrgSettings),
          createdAt: clock.now(),
          updatedAt: clock.now(),
        })
        .returning('orgId')
        .executeTakeFirstOrThrow();
      return orgId;
    },
    inOrg: (orgId, work) =>
      openTenant(orgId, systemActor('test'), { correlationId: randomUUID(), causationId: null }, work),
    async stop() {
      await engine.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function testClock(start: Date): TestClock {
  let at = start.getTime();
  return {
    now: () => new Date(at),
    advance(seconds) {
      at += Math.round(seconds * 1000);
    },
  };
}
