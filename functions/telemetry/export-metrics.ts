import { collect, onMeasurement, type Measurement } from '../../shared/platform/metrics.ts';
import type { MetricSink, SinkOptions } from './metric-sink.ts';

/** What an export needs. */
export interface MetricExport extends SinkOptions {
  /** Loads the sink. */
  readonly open: (options: SinkOptions) => Promise<MetricSink>;
  /** When it is loaded; until then measurements are kept. */
  readonly afterMs: number;
  /** Told once when the sink could not be opened; the product works on without metrics. */
  readonly failed: (error: unknown) => void;
}

/** Measurements kept until the sink is there. */
const most = 10_000;

/**
 * Sends all measurements to the sink from now on. The sink is loaded later, so that no request waits for it. The answer ends the export and sends
 * what is left; it never rejects and takes at most a second and a half, since whoever stops must be gone within two.
 */
export function exportMetrics(options: MetricExport): () => Promise<void> {
  const { open, afterMs, failed, ...sinkOptions } = options;
  const { intervalMs } = sinkOptions;
  let early: Measurement[] = [];
  let sink: MetricSink | undefined;
  const stopListening = onMeasurement((measurement) => {
    if (sink !== undefined) sink.take(measurement);
    else if (early.length < most) early.push(measurement);
  });
  let opening: Promise<void> | undefined;
  const openSink = async (): Promise<void> => {
    try {
      const opened = await open(sinkOptions);
      for (const measurement of early) opened.take(measurement);
      sink = opened;
    } catch (error) {
      stopListening();
      failed(error);
    }
    early = [];
  };
  const openNow = (): Promise<void> => (opening ??= openSink());
  const start = setTimeout(() => void openNow(), afterMs).unref();
  // Gauges are asked some times between two sendings: the latest value is sent.
  const gauges = setInterval(collect, Math.max(1, intervalMs / 4)).unref();
  return async () => {
    clearTimeout(start);
    clearInterval(gauges);
    collect();
    const end = async (): Promise<void> => {
      await openNow();
      stopListening();
      await sink?.close();
    };
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, 1500);
    await Promise.race([end().catch(() => undefined), late.promise]);
    clearTimeout(timer);
  };
}
