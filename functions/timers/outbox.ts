import { setTimeout as wait } from 'node:timers/promises';
import { tenantOpener, type OpenTenant } from '../../shared/db/open-tenant.ts';
import type { Engine } from '../../shared/db/engine.ts';
import { readOutboxLag } from '../../shared/db/health.ts';
import { record } from '../../shared/platform/metrics.ts';
import type { Config } from '../../shared/platform/config.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { Consumer } from '../../shared/outbox/consumer.ts';
import { drainOutbox } from '../../shared/outbox/drain.ts';
import { defaultOutboxSettings, type OutboxSettings } from '../../shared/outbox/settings.ts';
import type { TimerJob } from './run-job.ts';

/** Delivers events to `consumers` until nothing is due. Every minute unless `OUTBOX_SCHEDULE` says otherwise. */
export function outboxTimer(consumers: readonly Consumer[]): TimerJob {
  return {
    name: 'outbox',
    setting: 'OUTBOX_SCHEDULE',
    schedule: '0 * * * * *',
    async run({ engine, clock, config }, logger) {
      const report = await drainOutbox({
        engine,
        clock,
        openTenant: openerOf(engine, clock),
        consumers,
        settings: outboxSettings(config),
        logger,
        random: Math.random,
        wait,
      });
      const lagSeconds = await readOutboxLag(engine, clock.now());
      record('flowledger.outbox.lag', lagSeconds);
      return { ...report, lagSeconds };
    },
  };
}

const openers = new WeakMap<Engine, OpenTenant>();

/** One opener per engine, so that the settings it keeps outlive a run. */
function openerOf(engine: Engine, clock: Clock): OpenTenant {
  const known = openers.get(engine) ?? tenantOpener(engine, clock);
  openers.set(engine, known);
  return known;
}

function outboxSettings(config: Config): OutboxSettings {
  return {
    ...defaultOutboxSettings,
    batchSize: config.OUTBOX_BATCH_SIZE,
    leaseSeconds: config.OUTBOX_LEASE_SECONDS,
    crashLimit: config.OUTBOX_CRASH_LIMIT,
    parallel: config.OUTBOX_PARALLEL,
    idleMaxMs: config.OUTBOX_IDLE_MAX_MS,
    budgetMs: config.OUTBOX_BUDGET_SECONDS * 1000,
    retry: { ...defaultOutboxSettings.retry, maxAttempts: config.OUTBOX_MAX_ATTEMPTS },
  };
}
