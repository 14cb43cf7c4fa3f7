import { createPostgresEngine } from '../../shared/db/engines/postgres/create-postgres-engine.ts';
import type { Engine } from '../../shared/db/engine.ts';
import { tenantOpener } from '../../shared/db/open-tenant.ts';
import type { TenantSession } from '../../shared/db/session.ts';
import { refreshStatistics } from '../../local/db/refresh-statistics.ts';
import { loadDemo, type DemoSummary } from '../../local/demo/load-demo.ts';
import { systemActor } from '../../shared/platform/actor.ts';
import { freshDatabase } from '../api/database.ts';
import { recordStatement } from '../tsql/recorder.ts';

/** A database to load the demo into, at one o'clock in the afternoon of a day. */
export interface DemoDatabase {
  load(count?: number): Promise<DemoSummary>;
  /** Runs `work` in a session of the organisation `demo`. */
  inDemo<T>(work: (session: TenantSession) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

const clock = { now: () => new Date('2026-03-10T13:00:00.000Z') };

/** Makes it, empty. */
export async function demoDatabase(): Promise<DemoDatabase> {
  const database = await freshDatabase();
  const engine = createPostgresEngine({ url: database.url, onStatement: recordStatement });
  const open = tenantOpener(engine, clock);
  return {
    load: (count) => loadDemo({ engine, clock, count, afterGrowth: () => refreshStatistics(database.url) }),
    inDemo: async (work) =>
      open(await demoOrg(engine), systemActor('test'), { correlationId: 'test', causationId: null }, work),
    async stop() {
      await engine.close();
      await database.drop();
    },
  };
}

async function demoOrg(engine: Engine): Promise<number> {
  const { orgId } = await engine
    .reader({ kind: 'system' }, { count: 0 })
    .selectFrom('org')
    .select('orgId')
    .where('orgKey', '=', 'demo')
    .executeTakeFirstOrThrow();
  return orgId;
}
