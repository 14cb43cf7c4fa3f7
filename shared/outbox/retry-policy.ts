import type { Failure } from './failure.ts';

export interface RetryPolicy {
  /** Attempts that count before a delivery goes dead. */
  readonly maxAttempts: number;
  /** Longest wait after the first attempt; it doubles with each further one. */
  readonly firstDelaySeconds: number;
  /** No wait is longer, whatever the other side asks for. */
  readonly maxDelaySeconds: number;
  /** A delivery that is older goes dead even when none of its attempts counted. */
  readonly maxAgeSeconds: number;
}

/** 8 attempts, 1 minute doubling to 60 minutes, three days at most. */
export const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 8,
  firstDelaySeconds: 60,
  maxDelaySeconds: 3600,
  maxAgeSeconds: 3 * 86_400,
};

/** What becomes of a delivery after a failed attempt. */
export type Verdict =
  | { readonly state: 'dead'; readonly attempts: number }
  | { readonly state: 'ready'; readonly attempts: number; readonly delaySeconds: number };

/**
 * Decides about a delivery that has failed `attempts` times before and is `ageSeconds` old. `random` is a number in [0, 1).
 *
 * Permanent: dead at once. Throttled: after Retry-After, at least a second and at most the longest wait, not counted.
 * Destination down: a jittered longest first wait, not counted. Unknown: counted, full jitter between one second and a limit
 * that doubles, so that what failed together does not come back together.
 */
export function decideRetry(
  failure: Failure,
  delivery: { readonly attempts: number; readonly ageSeconds: number },
  policy: RetryPolicy,
  random: number,
): Verdict {
  const { attempts, ageSeconds } = delivery;
  if (failure.kind === 'permanent') return { state: 'dead', attempts: attempts + 1 };
  if (failure.kind === 'throttled')
    return waiting(attempts, ageSeconds, policy, clamp(failure.retryAfterSeconds, policy));
  if (failure.kind === 'destination_down')
    return waiting(attempts, ageSeconds, policy, clamp(policy.firstDelaySeconds * (0.5 + random / 2), policy));
  if (attempts + 1 >= policy.maxAttempts) return { state: 'dead', attempts: attempts + 1 };
  return waiting(attempts + 1, ageSeconds, policy, clamp(jitterLimit(attempts, policy) * random, policy));
}

/** The longest wait after `attempts` earlier failures. */
export function jitterLimit(attempts: number, policy: RetryPolicy): number {
  return Math.min(policy.maxDelaySeconds, policy.firstDelaySeconds * 2 ** Math.min(attempts, 30));
}

function waiting(attempts: number, ageSeconds: number, policy: RetryPolicy, delaySeconds: number): Verdict {
  return ageSeconds > policy.maxAgeSeconds ? { state: 'dead', attempts } : { state: 'ready', attempts, delaySeconds };
}

/** Between one second and the longest wait; what is not a number counts as the longest. */
function clamp(seconds: number, policy: RetryPolicy): number {
  return Number.isNaN(seconds) ? policy.maxDelaySeconds : Math.min(policy.maxDelaySeconds, Math.max(1, seconds));
}
