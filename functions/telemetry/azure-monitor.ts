import { AzureMonitorMetricExporter, type AzureMonitorExporterOptions } from '@azure/monitor-opentelemetry-exporter';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { metricCatalogue, type MetricName } from '../../shared/platform/metric-catalogue.ts';
import { metricNames, type Measurement } from '../../shared/platform/metrics.ts';
import type { MetricSink, SinkOptions } from './metric-sink.ts';

/** What carries the requests; the exporter's own client when left out. It speaks HTTPS only. */
type Sending = Pick<AzureMonitorExporterOptions, 'httpClient'>;

/**
 * Sends measurements to Application Insights by OpenTelemetry's meters, as sums and distributions, once per interval. A file of its own in the
 * deployed app: nothing else may import it but by `import()`.
 *
 * @throws when the connection string has no valid key.
 */
export function openAzureMonitor(
  { connectionString, intervalMs, version }: SinkOptions,
  sending: Sending = {},
): MetricSink {
  // The exporter would measure itself for its maker, and keep on disk what it could not send.
  process.env['APPLICATION_INSIGHTS_NO_STATSBEAT'] ??= 'true';
  const exporter = new AzureMonitorMetricExporter({ ...sending, connectionString, disableOfflineStorage: true });
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: Math.min(intervalMs, 30_000),
  });
  const resource = resourceFromAttributes({ 'service.name': 'flowledger', 'service.version': version });
  const provider = new MeterProvider({ resource, readers: [reader] });
  const meter = provider.getMeter('flowledger', version);
  const instruments = new Map(metricNames.map((name) => [name, instrument(name)]));

  function instrument(name: MetricName): (measurement: Measurement) => void {
    const { kind, unit, description } = metricCatalogue[name];
    const options = { unit, description };
    if (kind === 'counter') {
      const counter = meter.createCounter(name, options);
      return ({ value, attributes }) => counter.add(value, attributes);
    }
    const made = kind === 'gauge' ? meter.createGauge(name, options) : meter.createHistogram(name, options);
    return ({ value, attributes }) => made.record(value, attributes);
  }

  return {
    take: (measurement) => instruments.get(measurement.name)?.(measurement),
    close: () => provider.shutdown(),
  };
}
