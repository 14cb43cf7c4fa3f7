/** Whether a call may go on, and what its answer says about that. */
export interface Allowance {
  readonly allowed: boolean;
  /** Until the next call may go on; at least 1 when this one may not. */
  readonly retryAfterSeconds: number;
  /** `RateLimit-Policy` and `RateLimit`; none without a limit. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts a call of an organisation. */
export type RateLimit = (orgKey: string) => Allowance;

export interface RateLimitOptions {
  /** Calls of one organisation in a minute; as many may come at once. 0: no limit. */
  readonly perMinute: number;
  /** Organisations remembered at most; the one that has been silent longest is forgotten first. Default 10,000. */
  readonly most?: number;
  /** Monotonic milliseconds. Default: `performance.now`. */
  readonly now?: () => number;
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

const minuteMs = 60_000;

/**
 * A token bucket for each organisation, in this process: it stops a client that runs away, and is no quota that is sold. A refused call
 * costs nothing. The headers are those of draft-ietf-httpapi-ratelimit-headers: `r` calls are left now, in `t` seconds all are again.
 */
export function rateLimiter(options: RateLimitOptions): RateLimit {
  const { perMinute, most = 10_000, now = () => performance.now() } = options;
  if (perMinute === 0) return () => ({ allowed: true, retryAfterSeconds: 0, headers: {} });
  const buckets = new Map<string, Bucket>();
  const msOf = (tokens: number): number => (tokens * minuteMs) / perMinute;
  return (orgKey) => {
    const at = now();
    const bucket = buckets.get(orgKey) ?? { tokens: perMinute, filledAt: at };
    bucket.tokens = Math.min(perMinute, bucket.tokens + ((at - bucket.filledAt) * perMinute) / minuteMs);
    bucket.filledAt = at;
    const allowed = bucket.tokens >= 1;
    if (allowed) bucket.tokens -= 1;
    // The map keeps the order of the last calls.
    buckets.delete(orgKey);
    buckets.set(orgKey, bucket);
    const silent = buckets.size > most ? buckets.keys().next().value : undefined;
    if (silent !== undefined) buckets.delete(silent);
    const full = Math.ceil(msOf(perMinute - bucket.tokens) / 1000);
    return {
      allowed,
      retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil(msOf(1 - bucket.tokens) / 1000)),
      headers: {
        'ratelimit-policy': `"org";q=${perMinute};w=60`,
        ratelimit: `"org";r=${Math.floor(bucket.tokens)};t=${full}`,
      },
    };
  };
}
