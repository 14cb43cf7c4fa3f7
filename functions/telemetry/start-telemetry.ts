import { describeError } from '../../shared/platform/describe-error.ts';
import type { Config } from '../../shared/platform/config.ts';
import type { Engine } from '../../shared/db/engine.ts';
import { jsonLogger } from '../../shared/platform/logger.ts';
import { onCollection, record } from '../../shared/platform/metrics.ts';
import { version } from '../version.ts';
import { exportMetrics } from './export-metrics.ts';
import { senderOf } from './sender.ts';

/**
 * Has the pool's gauges recorded whenever somebody collects and, where `APPLICATIONINSIGHTS_CONNECTION_STRING` is set, sends all metrics there; as a
 * managed identity where `APPLICATIONINSIGHTS_AUTHENTICATION_STRING` asks for it. The answer ends both.
 */
export function startTelemetry(config: Config, engine: Engine): () => Promise<void> {
  const stopGauges = onCollection(() => recordPool(engine));
  const connectionString = config.APPLICATIONINSIGHTS_CONNECTION_STRING;
  if (connectionString === undefined) {
    return () => {
      stopGauges();
      return Promise.resolve();
    };
  }
  const log = jsonLogger((line) => console.warn(line));
  const stopExport = exportMetrics({
    connectionString,
    ...senderOf(config),
    intervalMs: config.METRICS_INTERVAL_SECONDS * 1000,
    version,
    afterMs: 1000,
    open: async (options) => (await import('./azure-monitor.ts')).openAzureMonitor(options),
    failed: (error) => log.log('warn', 'metrics are not sent', { error: describeError(error) }),
  });
  return async () => {
    await stopExport();
    stopGauges();
  };
}

function recordPool(engine: Engine): void {
  const { open, idle, waiting, max } = engine.pool();
  const pool = { 'db.client.connection.pool.name': engine.name };
  record('db.client.connection.count', idle, { ...pool, 'db.client.connection.state': 'idle' });
  record('db.client.connection.count', open - idle, { ...pool, 'db.client.connection.state': 'used' });
  record('db.client.connection.pending_requests', waiting, pool);
  record('db.client.connection.max', max, pool);
}
