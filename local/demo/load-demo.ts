import { setTimeout as wait } from 'node:timers/promises';
import type { Engine } from '../../shared/db/engine.ts';
import { tenantOpener } from '../../shared/db/open-tenant.ts';
import type { TenantSession } from '../../shared/db/session.ts';
import { drainOutbox } from '../../shared/outbox/drain.ts';
import { defaultOutboxSettings } from '../../shared/outbox/settings.ts';
import type { Actor } from '../../shared/platform/actor.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { defaultSweepSettings, sweepSla } from '../../shared/sla/sweep.ts';
import { engagementOfWon } from '../../shared/workstream/engagements/engagement-of-won.ts';
import { addMembers } from '../../shared/workstream/organisation/members.ts';
import { provisionOrg } from '../../shared/workstream/organisation/provision.ts';
import { proposalV1 } from '../../shared/workstream/proposals/proposal-v1.ts';
import { refreshToday } from '../../shared/workstream/today/refresh-today.ts';
import type { Story } from './as-inputs.ts';
import { readCsvFiles, type CsvFiles } from './csv-files.ts';
import { historyOf } from './history.ts';
import { bringIn, moveOn } from './load-batch.ts';
import { cleanData, flawsOf, type DemoData, type Flaw } from './opportunities.ts';
import { lastOnes } from './selection.ts';

export interface DemoOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  /** How many opportunities, the last ones; all when left out. */
  readonly count?: number | undefined;
  /** Told after each batch. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Called when the tables have grown much: after the first batch came in, and each time that they have doubled. */
  readonly afterGrowth?: () => Promise<void>;
  /** Ends the load between two batches; a later load goes on. */
  readonly signal?: AbortSignal;
}

/** What a load did. */
export interface DemoSummary {
  readonly opportunities: number;
  /** Those that the organisation did not have yet. */
  readonly added: number;
  /** Pursuits that were moved along their history. */
  readonly moved: number;
  readonly flaws: readonly Flaw[];
  readonly breaches: number;
  readonly seconds: number;
  readonly finished: boolean;
}

const batchSize = 400;
const actor: Actor = { kind: 'service', id: 'crm-import', name: 'CRM import' };
const trace = { correlationId: 'demo-load', causationId: null };

/**
 * Loads the demo into the organisation `demo` through the domain functions: people, then opportunities in batches (in, outbox, on, outbox), then one SLA
 * sweep. What is there already stays as it is, so a load that was cut short is finished by the next.
 */
export async function loadDemo(options: DemoOptions): Promise<DemoSummary> {
  const { engine, clock, onProgress } = options;
  const started = performance.now();
  const files = await readCsvFiles();
  const data = cleanData(files);
  const chosen = lastOnes(data.opportunities, options.count ?? data.opportunities.length);
  const { orgId } = await provisionOrg(engine, clock, { key: 'demo', name: 'Demo' });
  const openTenant = tenantOpener(engine, clock);
  const inOrg = <T>(work: (session: TenantSession) => Promise<T>): Promise<T> => openTenant(orgId, actor, trace, work);

  await inOrg((session) => addMembers(session, membersOf(data)));
  const now = clock.now();
  const stories = chosen.map((opportunity): Story => ({ opportunity, history: historyOf(opportunity, now) }));
  let [added, moved, finished] = [0, 0, 0];
  for (let i = 0; i < stories.length; i += batchSize) {
    if (options.signal?.aborted === true) break;
    const batch = stories.slice(i, i + batchSize);
    added += await inOrg((session) => bringIn(session, batch));
    if (isPowerOfTwo(i / batchSize + 1)) await options.afterGrowth?.();
    moved += await onceDelivered(engine, clock, () => inOrg((session) => moveOn(session, batch)));
    finished += batch.length;
    onProgress?.(finished, stories.length);
  }
  await deliver(engine, clock);
  const { breached } = await sweepSla({ engine, clock, ...defaultSweepSettings });
  await refreshToday(engine, clock, () => true);
  return {
    opportunities: stories.length,
    added,
    moved,
    flaws: flawsOfChosen(files, chosen),
    breaches: breached,
    seconds: (performance.now() - started) / 1000,
    finished: finished === stories.length,
  };
}

function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0;
}

function membersOf({ people }: DemoData) {
  return people.map(({ id, name }) => ({ id, name, email: `${id}@demo.example` }));
}

function flawsOfChosen(files: CsvFiles, chosen: readonly { readonly id: string }[]): readonly Flaw[] {
  const ids = new Set(chosen.map(({ id }) => id));
  return flawsOf(
    files.opportunities.filter((row) => ids.has(row['opportunity_id'] ?? '')),
    files,
  );
}

const patience = 20;

/**
 * Does `work` when the outbox has made the proposals. Usually the first drain has; a server that runs beside the load may hold some of the
 * deliveries, and then a moment later it has made them.
 */
async function onceDelivered<T>(engine: Engine, clock: Clock, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    await deliver(engine, clock);
    try {
      return await work();
    } catch (error) {
      const waiting =
        error instanceof AppError && error.facts.blockers?.some(({ kind }) => kind === 'proposal_missing');
      if (waiting !== true || attempt === patience) throw error;
      await wait(500);
    }
  }
}

async function deliver(engine: Engine, clock: Clock): Promise<void> {
  await drainOutbox({
    engine,
    clock,
    openTenant: tenantOpener(engine, clock),
    consumers: [proposalV1, engagementOfWon],
    // It ends as soon as nothing is due.
    settings: { ...defaultOutboxSettings, idleMaxMs: 0 },
    logger: { log: () => undefined },
    random: () => 0,
    wait,
  });
}
