import { defaultRetryPolicy, type RetryPolicy } from './retry-policy.ts';

/** How the outbox works. Seconds and milliseconds as the names say. */
export interface OutboxSettings {
  /** Deliveries of one claim. */
  readonly batchSize: number;
  /** Renewed at a third of it. */
  readonly leaseSeconds: number;
  /** A delivery goes dead when this many workers have vanished with it. */
  readonly crashLimit: number;
  /** Groups (organisation and consumer) that are handled at the same time. */
  readonly parallel: number;
  /** The first pause when nothing is due; it doubles up to `idleMaxMs`, after which the run ends. */
  readonly idleFirstMs: number;
  readonly idleMaxMs: number;
  /** No new claim is made after this. */
  readonly budgetMs: number;
  readonly retry: RetryPolicy;
}

/** 200 deliveries a claim, 90 s of lease, 5 crashes, 4 groups at once; ends after 2 s idle, or 80 % of a five-minute budget. */
export const defaultOutboxSettings: OutboxSettings = {
  batchSize: 200,
  leaseSeconds: 90,
  crashLimit: 5,
  parallel: 4,
  idleFirstMs: 50,
  idleMaxMs: 2000,
  budgetMs: 240_000,
  retry: defaultRetryPolicy,
};
