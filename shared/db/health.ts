import type { Kysely } from 'kysely';
import { currentWork } from '../platform/work-context.ts';
import type { Engine, PoolFigures } from './engine.ts';
import { migrations } from './migrations/all.ts';

/** How the database is. */
export interface DatabaseHealth {
  readonly engine: Engine['name'];
  readonly latencyMs: number;
  readonly pool: PoolFigures;
  /** The newest step that is applied, the newest one of this program, and how many of its steps are not applied yet. */
  readonly migration: { readonly applied: string | null; readonly expected: string | null; readonly pending: number };
  /** `lagSeconds`: how long the oldest due delivery has been waiting; 0 when none is. */
  readonly outbox: { readonly lagSeconds: number };
}

/** The migration runner's own table, which no part of the domain knows. */
interface MigrationTables {
  readonly schemaMigration: { readonly name: string };
}

/** Asks the database how it is: a trivial statement, then the level of the schema and the lag of the outbox. Rejects when it is down. */
export async function readDatabaseHealth(engine: Engine, now: Date, timeoutMs = 3000): Promise<DatabaseHealth> {
  const latencyMs = Math.round((await engine.ping(timeoutMs)) * 10) / 10;
  const trips = currentWork()?.trips ?? { count: 0 };
  trips.count += 1;
  const db = engine.reader({ kind: 'system' }, trips);
  const applied = await (db as unknown as Kysely<MigrationTables>)
    .selectFrom('schemaMigration')
    .select('name')
    .execute();
  const known = migrations.map((step) => step.name);
  const names = new Set(applied.map((row) => row.name));
  const pending = known.filter((name) => !names.has(name)).length;
  const migration = { applied: [...names].sort().at(-1) ?? null, expected: known.at(-1) ?? null, pending };
  const lagSeconds = pending > 0 ? 0 : await readOutboxLag(engine, now);
  return { engine: engine.name, latencyMs, pool: engine.pool(), migration, outbox: { lagSeconds } };
}

/** Seconds that the oldest due delivery of all organisations has been waiting; 0 when none is. One statement. */
export async function readOutboxLag(engine: Engine, now: Date): Promise<number> {
  const oldest = await engine
    .reader({ kind: 'system' }, currentWork()?.trips ?? { count: 0 })
    .selectFrom('outboxDelivery')
    .select('dueAt')
    .where('state', '=', 'ready')
    .where('isHead', '=', true)
    .orderBy('dueAt')
    .limit(1)
    .executeTakeFirst();
  return oldest === undefined ? 0 : Math.max(0, Math.round((now.getTime() - oldest.dueAt.getTime()) / 1000));
}
