import { setTimeout as wait } from 'node:timers/promises';
import type { TestDatabase } from './test-database.ts';
import { jsonLogger } from '../../shared/platform/logger.ts';
import type { Consumer } from '../../shared/outbox/consumer.ts';
import type { DrainDeps } from '../../shared/outbox/drain.ts';
import { defaultOutboxSettings, type OutboxSettings } from '../../shared/outbox/settings.ts';

/** What a drain of a test needs: no idle time, no chance, nothing printed. */
export function drainDeps(
  database: TestDatabase,
  consumers: readonly Consumer[],
  settings: Partial<OutboxSettings> = {},
): DrainDeps {
  const { engine, clock, openTenant } = database;
  return {
    engine,
    clock,
    openTenant,
    consumers,
    settings: { ...defaultOutboxSettings, idleFirstMs: 1, idleMaxMs: 1, ...settings },
    logger: jsonLogger(() => undefined, 'error'),
    random: () => 0.5,
    wait,
  };
}

/** A consumer of `candidate.promoted` that does `handle`. */
export function consumerOf(handle: Consumer['handle'], name: Consumer['name'] = 'proposal-v1'): Consumer {
  return { name, order: 'hold', handle };
}
