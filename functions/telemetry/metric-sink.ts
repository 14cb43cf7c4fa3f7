import type { Measurement } from '../../shared/platform/metrics.ts';

/** Where measurements go to. */
export interface MetricSink {
  take(measurement: Measurement): void;
  /** Sends what is left and ends. */
  close(): Promise<void>;
}

/** What a sink is made with. */
export interface SinkOptions {
  /** Of an Application Insights resource. */
  readonly connectionString: string;
  /** Between two sendings. */
  readonly intervalMs: number;
  /** Of the product. */
  readonly version: string;
}
