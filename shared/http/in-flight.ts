import { AppError } from '../platform/errors.ts';
import type { IdempotencyScope } from './idempotency-key.ts';

/** How long a request waits for another one of this process under the same key. */
const patienceMs = 2_000;

/** The writes of this process that run under a key. */
const running = new Map<string, Promise<void>>();

/**
 * Runs `work` when no other request of this process runs under the key: a duplicate waits here, without a connection of the pool, and
 * not for long. Across processes the database decides. Throws `idempotency_in_progress` after two seconds.
 */
export async function oneAtATime<T>(scope: IdempotencyScope, work: () => Promise<T>): Promise<T> {
  const { orgId, principalId, route, key } = scope;
  const name = JSON.stringify([orgId, principalId, route, key]);
  const until = performance.now() + patienceMs;
  for (let other = running.get(name); other !== undefined; other = running.get(name)) {
    if (!(await endsWithin(other, until - performance.now()))) {
      const message = 'The first request with this Idempotency-Key has not ended yet.';
      throw new AppError('idempotency_in_progress', message, { retryAfterSeconds: 1 });
    }
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  running.set(name, promise);
  try {
    return await work();
  } finally {
    running.delete(name);
    resolve();
  }
}

async function endsWithin(other: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.max(0, ms));
  });
  try {
    return await Promise.race([other.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
