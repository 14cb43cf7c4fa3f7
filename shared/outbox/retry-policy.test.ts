import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideRetry, defaultRetryPolicy as policy, jitterLimit } from './retry-policy.ts';

const error = new Error('x');
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const attempts = fc.nat(20);

describe('the retry policy', () => {
  test('kills what is permanent at once', () => {
    fc.assert(
      fc.property(attempts, random, (before, dice) => {
        const verdict = decideRetry({ kind: 'permanent', error }, { attempts: before, ageSeconds: 0 }, policy, dice);
        expect(verdict).toEqual({ state: 'dead', attempts: before + 1 });
      }),
    );
  });

  test('waits at least a second and never longer than the limit of the attempt', () => {
    fc.assert(
      fc.property(fc.nat(policy.maxAttempts - 2), random, (before, dice) => {
        const verdict = decideRetry({ kind: 'unknown', error }, { attempts: before, ageSeconds: 0 }, policy, dice);
        if (verdict.state === 'dead') throw new Error('dead too early');
        expect(verdict.attempts).toBe(before + 1);
        expect(verdict.delaySeconds).toBeGreaterThanOrEqual(1);
        expect(verdict.delaySeconds).toBeLessThanOrEqual(jitterLimit(before, policy));
      }),
    );
  });

  test('doubles the limit from one minute up to sixty', () => {
    const limits = [0, 1, 2, 3, 4, 5, 6, 7].map((before) => jitterLimit(before, policy) / 60);
    expect(limits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  test('gives up after the configured attempts', () => {
    const last = { attempts: 7, ageSeconds: 0 };
    expect(decideRetry({ kind: 'unknown', error }, last, policy, 0.5)).toEqual({ state: 'dead', attempts: 8 });
    const longer = { ...policy, maxAttempts: 9 };
    expect(decideRetry({ kind: 'unknown', error }, last, longer, 0.5).state).toBe('ready');
  });

  test('honours Retry-After within its bounds and counts no attempt', () => {
    fc.assert(
      fc.property(attempts, fc.double(), random, (before, retryAfterSeconds, dice) => {
        const failure = { kind: 'throttled', retryAfterSeconds, error } as const;
        const verdict = decideRetry(failure, { attempts: before, ageSeconds: 0 }, policy, dice);
        if (verdict.state === 'dead') throw new Error('dead');
        expect(verdict.attempts).toBe(before);
        const wanted = Number.isNaN(retryAfterSeconds) ? policy.maxDelaySeconds : retryAfterSeconds;
        expect(verdict.delaySeconds).toBe(Math.min(policy.maxDelaySeconds, Math.max(1, wanted)));
      }),
    );
  });

  test('burns no attempt while the destination is down, but not for ever', () => {
    fc.assert(
      fc.property(attempts, random, fc.nat(policy.maxAgeSeconds * 2), (before, dice, ageSeconds) => {
        const verdict = decideRetry(
          { kind: 'destination_down', error },
          { attempts: before, ageSeconds },
          policy,
          dice,
        );
        expect(verdict.attempts).toBe(before);
        expect(verdict.state).toBe(ageSeconds > policy.maxAgeSeconds ? 'dead' : 'ready');
      }),
    );
  });
});
