import { randomUUID } from 'node:crypto';
import { systemActor, type Actor } from '../platform/actor.ts';
import type { Clock } from '../platform/clock.ts';
import { currentWork } from '../platform/work-context.ts';
import type { Engine, RoundTrips } from './engine.ts';
import { orgSettingsOf, type OrgSettings } from './org-settings.ts';
import { runTransaction } from './transaction.ts';
import type { SystemSession, TenantSession, Trace } from './session.ts';

/**
 * Runs `work` in one transaction of one organisation, on behalf of a job. Rejects when the organisation does not exist,
 * and with whatever `work` rejects with, after the rollback. Run again whole after a lost deadlock or race, as `runTransaction` says.
 */
export type OpenTenant = <T>(
  orgId: number,
  actor: Actor,
  trace: Trace,
  work: (session: TenantSession) => Promise<T>,
) => Promise<T>;

/** Opens tenant sessions by the internal id. An organisation's settings are kept for `settingsSeconds` (default 60). */
export function tenantOpener(engine: Engine, clock: Clock, settingsSeconds = 60): OpenTenant {
  const kept = new Map<number, { readonly settings: OrgSettings; readonly until: number }>();
  const settingsOf = async (orgId: number): Promise<OrgSettings> => {
    const known = kept.get(orgId);
    if (known !== undefined && known.until > performance.now()) return known.settings;
    const row = await engine
      .reader({ kind: 'tenant', orgId }, tripsOfWork())
      .selectFrom('org')
      .select('settings')
      .where('orgId', '=', orgId)
      .executeTakeFirst();
    if (row === undefined) throw new Error(`There is no organisation ${orgId}.`);
    const settings = orgSettingsOf(row.settings);
    kept.set(orgId, { settings, until: performance.now() + settingsSeconds * 1000 });
    return settings;
  };
  return async (orgId, actor, trace, work) => {
    const settings = await settingsOf(orgId);
    const trips = tripsOfWork();
    return runTransaction(engine, { kind: 'tenant', orgId }, trips, (db) =>
      work({ orgId, settings, db, now: clock.now(), actor, trace, trips }),
    );
  };
}

/** The trips of the run that this belongs to, so that its log line counts them all; a count of its own outside of any. */
function tripsOfWork(): RoundTrips {
  return currentWork()?.trips ?? { count: 0 };
}

/** A session of the job `job` that sees every organisation; each of its statements stands alone, without a transaction. */
export function openSystem(engine: Engine, clock: Clock, job: string): SystemSession {
  const work = currentWork();
  const trips = tripsOfWork();
  return {
    system: true,
    db: engine.reader({ kind: 'system' }, trips),
    now: clock.now(),
    actor: systemActor(job),
    trace: {
      correlationId: work?.correlationId ?? randomUUID(),
      causationId: null,
      ...(work === undefined ? {} : { traceparent: work.traceparent }),
    },
    trips,
  };
}

/** Runs `work` in one transaction that sees every organisation; run again whole as `runTransaction` says. */
export function inSystemTransaction<T>(
  engine: Engine,
  clock: Clock,
  job: string,
  work: (session: SystemSession) => Promise<T>,
): Promise<T> {
  const session = openSystem(engine, clock, job);
  return runTransaction(engine, { kind: 'system' }, session.trips, (db) => work({ ...session, db }));
}
