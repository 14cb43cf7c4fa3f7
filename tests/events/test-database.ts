import { randomUUID } from 'node:crypto';
import type { Engine } from '../../shared/db/engine.ts';
import { createPostgresEngine } from '../../shared/db/engines/postgres/create-postgres-engine.ts';
import { toJson } from '../../shared/db/json.ts';
import { tenantOpener, type OpenTenant } from '../../shared/db/open-tenant.ts';
import { defaultOrgSettings } from '../../shared/db/org-settings.ts';
import type { TenantSession } from '../../shared/db/session.ts';
import { systemActor } from '../../shared/platform/actor.ts';
import { freshDatabase } from '../api/database.ts';
import { recordStatement } from '../tsql/recorder.ts';

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
  const database = await freshDatabase();
  const engine = createPostgresEngine({ url: database.url, poolMax: 12, onStatement: recordStatement });
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
      await database.drop();
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
