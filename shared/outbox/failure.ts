/** What a failed attempt tells about the next one. */
export type Failure =
  /** It can never succeed. */
  | { readonly kind: 'permanent'; readonly error: unknown }
  /** The other side asked to wait. */
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number; readonly error: unknown }
  /** The other side is away: the delivery is not to blame. */
  | { readonly kind: 'destination_down'; readonly error: unknown }
  | { readonly kind: 'unknown'; readonly error: unknown };

export type FailureKind = Failure['kind'];

/** Thrown by a consumer that knows that no further attempt can succeed. */
export class PermanentError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'PermanentError';
  }
}

/** Thrown by a consumer whose other side asked it to come back after `retryAfterSeconds`. */
export class ThrottledError extends Error {
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ThrottledError';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Thrown by a consumer whose other side cannot be reached. */
export class DestinationDownError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'DestinationDownError';
  }
}

/** The class of what a consumer threw. */
export function failureOf(error: unknown): Failure {
  if (error instanceof PermanentError) return { kind: 'permanent', error };
  if (error instanceof ThrottledError) return { kind: 'throttled', retryAfterSeconds: error.retryAfterSeconds, error };
  if (error instanceof DestinationDownError) return { kind: 'destination_down', error };
  return { kind: 'unknown', error };
}
