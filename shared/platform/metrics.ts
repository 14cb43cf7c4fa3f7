import { channel } from 'node:diagnostics_channel';
import { metricCatalogue, type MetricName } from './metric-catalogue.ts';

/** What a measurement belongs to. Few values each: routes, statuses, consumers; never ids, never what somebody has written. */
export type MetricAttributes = Readonly<Record<string, string | number | boolean>>;

/** One measurement, as published on channel `flowledger:metric`. */
export interface Measurement {
  readonly name: MetricName;
  readonly value: number;
  readonly attributes: MetricAttributes;
}

const measured = channel('flowledger:metric');
const collecting = channel('flowledger:collect');

/** Publishes a measurement. Costs nothing while nobody listens. */
export function record(name: MetricName, value: number, attributes: MetricAttributes = {}): void {
  if (measured.hasSubscribers) measured.publish({ name, value, attributes } satisfies Measurement);
}

/** Calls `listener` for every measurement from now on; the answer ends it. What `listener` throws ends the process. */
export function onMeasurement(listener: (measurement: Measurement) => void): () => void {
  const listen = (message: unknown): void => listener(message as Measurement);
  measured.subscribe(listen);
  return () => {
    measured.unsubscribe(listen);
  };
}

/** Has `observe` record its gauges whenever somebody collects; the answer ends it. */
export function onCollection(observe: () => void): () => void {
  const listen = (): void => observe();
  collecting.subscribe(listen);
  return () => {
    collecting.unsubscribe(listen);
  };
}

/** Has everybody who keeps a gauge record it now. */
export function collect(): void {
  collecting.publish({});
}

/** All metrics there are, with their meaning. */
export const metricNames = Object.keys(metricCatalogue) as readonly MetricName[];
