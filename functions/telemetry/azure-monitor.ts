import type { ManagedIdentityCredential } from '@azure/identity';
import { AzureMonitorMetricExporter, type AzureMonitorExporterOptions } from '@azure/monitor-opentelemetry-exporter';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { metricCatalogue, type MetricName } from '../../shared/platform/metric-catalogue.ts';
import { metricNames, type Measurement } from '../../shared/platform/metrics.ts';
import type { MetricSink, SinkOptions } from './metric-sink.ts';

/** What carries the requests; the exporter's own client when left out. It speaks HTTPS only. */
type Sending = Pick<AzureMonitorExporterOptions, 'httpClient'>;

/**
 * Sends measurements to Application Insights by OpenTelemetry's meters, as sums and distributions, once per interval; as a managed identity where one is
 * given. A file of its own in the deployed app: nothing else may import it but by `import()`.
 *
 * @throws when the connection string has no valid key.
 */
export async function openAzureMonitor(
  { connectionString, identity, intervalMs, version }: SinkOptions,
  sending: Sending = {},
): Promise<MetricSink> {
  // The exporter would measure itself for its maker, and keep on disk what it could not send.
  process.env['APPLICATION_INSIGHTS_NO_STATSBEAT'] ??= 'true';
  const exporter = new AzureMonitorMetricExporter({
    ...sending,
    ...(identity === undefined ? {} : { credential: await credentialOf(identity) }),
    connectionString,
    disableOfflineStorage: true,
  });
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

/** Of a managed identity only: the Functions host takes this setting for one, too. */
async function credentialOf({ clientId }: NonNullable<SinkOptions['identity']>): Promise<ManagedIdentityCredential> {
  const { ManagedIdentityCredential: Credential } = await import('@azure/identity');
  return new Credential(clientId === null ? {} : { clientId });
}
