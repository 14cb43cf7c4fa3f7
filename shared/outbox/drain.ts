import { openSystem, type OpenTenant } from '../db/open-tenant.ts';
import type { Engine } from '../db/engine.ts';
import { addSeconds, secondsBetween, type Clock } from '../platform/clock.ts';
import { describeError } from '../platform/describe-error.ts';
import type { Logger } from '../platform/logger.ts';
import { record } from '../platform/metrics.ts';
import { claim } from './claim.ts';
import { complete } from './complete.ts';
import type { Consumer } from './consumer.ts';
import { tellDead } from './tell-dead.ts';
import type { ClaimedDelivery } from './delivery.ts';
import { countClaim, countDeliveries } from './delivery-telemetry.ts';
import { fail, type FailedDelivery } from './fail.ts';
import { DestinationDownError, failureOf, type Failure } from './failure.ts';
import { summarise } from './fingerprint.ts';
import { handleGroup, type Loaded, type Outcome } from './handle-group.ts';
import { repairHeads } from './heads.ts';
import { inParallel } from './in-parallel.ts';
import { keepLeases } from './lease-keeper.ts';
import { loadEvents } from './load-events.ts';
import { reclaim } from './reclaim.ts';
import { renew } from './renew.ts';
import { decideRetry } from './retry-policy.ts';
import type { OutboxSettings } from './settings.ts';

export interface DrainDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly openTenant: OpenTenant;
  readonly consumers: readonly Consumer[];
  readonly settings: OutboxSettings;
  readonly logger: Logger;
  /** In [0, 1). */
  readonly random: () => number;
  readonly wait: (ms: number) => Promise<unknown>;
}

/** What a run did. */
export interface DrainReport {
  readonly claims: number;
  readonly claimed: number;
  readonly completed: number;
  readonly retried: number;
  readonly dead: number;
  /** Completions and failures that came after the lease was lost. */
  readonly late: number;
  readonly reclaimed: number;
  readonly headsRepaired: number;
  /** True when the budget ended the run with work possibly left. */
  readonly cutShort: boolean;
}

type Tally = { -readonly [K in keyof DrainReport]: DrainReport[K] };

/** A delivery that took this many workers with it is handled with nothing else under way. */
const aloneAfterCrashes = 2;

/**
 * Delivers what is due until nothing has been for `idleMaxMs`, or the budget is used up. Any number may run at once. Rejects
 * only when the database cannot be reached; what was under lease then is taken back when its lease ends.
 */
export async function drainOutbox(deps: DrainDeps): Promise<DrainReport> {
  const { engine, clock, settings } = deps;
  const system = () => openSystem(engine, clock, 'outbox');
  const report: Tally = {
    claims: 0,
    claimed: 0,
    completed: 0,
    retried: 0,
    dead: 0,
    late: 0,
    reclaimed: 0,
    headsRepaired: 0,
    cutShort: false,
  };
  const tidy = async (): Promise<number> => {
    const lost = await reclaim(system(), settings.batchSize, settings.crashLimit);
    const heads = await repairHeads(system().db, clock.now());
    report.reclaimed += lost.reclaimed;
    if (lost.reclaimed > 0) record('flowledger.outbox.reclaimed', lost.reclaimed);
    report.dead += lost.dead;
    report.headsRepaired += heads;
    return lost.reclaimed + heads;
  };
  const started = performance.now();
  let idle = settings.idleFirstMs;
  await tidy();
  for (;;) {
    if (performance.now() - started >= settings.budgetMs) {
      report.cutShort = true;
      return report;
    }
    const asked = performance.now();
    const claimed = await claim(system(), settings.batchSize, settings.leaseSeconds);
    countClaim(claimed, (performance.now() - asked) / 1000, clock.now());
    report.claims += 1;
    report.claimed += claimed.length;
    if (claimed.length > 0) {
      await work(deps, claimed, report);
      idle = settings.idleFirstMs;
    } else if (idle <= settings.idleMaxMs) {
      await deps.wait(idle);
      idle *= 2;
    } else if ((await tidy()) === 0) return report;
  }
}

async function work(deps: DrainDeps, claimed: readonly ClaimedDelivery[], report: Tally): Promise<void> {
  const { engine, clock, settings, logger } = deps;
  const system = () => openSystem(engine, clock, 'outbox');
  const leases = keepLeases(
    (fences) => renew(system(), fences, settings.leaseSeconds),
    (settings.leaseSeconds * 1000) / 3,
    (error) => logger.log('warn', 'outbox: leases were not renewed', { error: describeError(error) }),
  );
  leases.hold(claimed);
  try {
    const loaded = await loadEvents(system(), claimed);
    const suspects = loaded.filter(({ delivery }) => delivery.crashes >= aloneAfterCrashes);
    const others = loaded.filter(({ delivery }) => delivery.crashes < aloneAfterCrashes);
    const settle = async (group: readonly Loaded[]): Promise<void> => {
      await settleGroup(deps, await handle(deps, group), report);
      leases.release(group.map(({ delivery }) => delivery));
    };
    const groups = Map.groupBy(others, ({ delivery }) => `${delivery.orgId} ${delivery.consumer}`);
    await inParallel([...groups.values()], settings.parallel, settle);
    for (const suspect of suspects) await settle([suspect]);
  } finally {
    await leases.stop();
  }
}

async function handle(deps: DrainDeps, group: readonly Loaded[]): Promise<Outcome[]> {
  const name = group[0]?.delivery.consumer;
  const consumer = deps.consumers.find((known) => known.name === name);
  if (consumer !== undefined) {
    const isShared = (error: unknown): boolean =>
      ['throttled', 'destination_down'].includes(failureFrom(deps.engine, error).kind);
    return handleGroup(deps.openTenant, consumer, group, isShared, deps.logger);
  }
  // During a rolling update an older version meets consumers that only the newer one has.
  const error = new DestinationDownError(`This version has no consumer ${name ?? ''}.`);
  return group.map((loaded) => ({ loaded, error }));
}

async function settleGroup(deps: DrainDeps, outcomes: readonly Outcome[], report: Tally): Promise<void> {
  const session = openSystem(deps.engine, deps.clock, 'outbox');
  const done = outcomes.filter((outcome) => !('error' in outcome)).map(({ loaded }) => loaded.delivery);
  const failed = outcomes.flatMap((outcome) =>
    'error' in outcome ? [verdict(deps, outcome.loaded, outcome.error, session.now)] : [],
  );
  const asked = performance.now();
  const completion = await complete(session, done);
  const count = await fail(session, failed);
  record('flowledger.outbox.release.duration', (performance.now() - asked) / 1000);
  report.completed += completion.completed;
  report.retried += count.retried;
  report.dead += count.dead;
  report.late += completion.late + count.late;
  countLate(outcomes, completion.late + count.late);
  const died = new Set(failed.filter(({ state }) => state === 'dead').map(({ deliveryId }) => deliveryId));
  await tellDead(
    deps,
    outcomes.map(({ loaded }) => loaded).filter(({ delivery }) => died.has(delivery.deliveryId)),
  );
}

/** All of a group are of one consumer. */
function countLate([first]: readonly Outcome[], late: number): void {
  if (first === undefined || late === 0) return;
  countDeliveries(
    Array.from({ length: late }, () => first.loaded.delivery),
    'late',
  );
}

function verdict(deps: DrainDeps, { delivery }: Loaded, error: unknown, now: Date): FailedDelivery {
  const failure = failureFrom(deps.engine, error);
  const age = secondsBetween(delivery.createdAt, now);
  const { attempts } = delivery;
  const decided = decideRetry(failure, { attempts, ageSeconds: age }, deps.settings.retry, deps.random());
  return {
    ...delivery,
    ...summarise(error, delivery.consumer),
    state: decided.state,
    attempts: decided.attempts,
    dueAt: decided.state === 'dead' ? now : addSeconds(now, decided.delaySeconds),
  };
}

/** A database that is away or busy is no fault of the delivery; a violated constraint may well be. */
function failureFrom(engine: Engine, error: unknown): Failure {
  const fault = engine.faultOf(error)?.kind;
  const away: readonly (typeof fault)[] = ['deadlock', 'outdated', 'unavailable', 'pool_exhausted', 'timeout'];
  return fault !== undefined && away.includes(fault) ? { kind: 'destination_down', error } : failureOf(error);
}
