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
  /** The managed identity to send as, by its client id; the app's own without one. Left out: the connection string is all the proof there is. */
  readonly identity?: { readonly clientId: string | null };
  /** Between two sendings. */
  readonly intervalMs: number;
  /** Of the product. */
  readonly version: string;
}
