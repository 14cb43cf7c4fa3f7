import { describe, expect, it } from 'vitest';
import { rateLimiter } from './rate-limit.ts';

/** A limiter whose time stands still until it is moved. */
function limiterAt(perMinute: number, most?: number) {
  let at = 0;
  const limit = rateLimiter({ perMinute, now: () => at, ...(most === undefined ? {} : { most }) });
  const allowedOf = (org: string, calls: number): number =>
    Array.from({ length: calls }, () => limit(org)).filter(({ allowed }) => allowed).length;
  return { limit, allowedOf, pass: (ms: number) => void (at += ms) };
}

describe('the rate limit', () => {
  it('lets a minute’s calls through at once, and then as many as a minute gives', () => {
    const { allowedOf, pass } = limiterAt(60);
    expect(allowedOf('acme', 100)).toBe(60);
    pass(5000);
    expect(allowedOf('acme', 100)).toBe(5);
    pass(3_600_000);
    expect(allowedOf('acme', 100)).toBe(60);
  });

  it('counts each organisation by itself', () => {
    const { allowedOf } = limiterAt(60);
    expect([allowedOf('acme', 61), allowedOf('other', 60)]).toEqual([60, 60]);
  });

  it('says when the next call may come: then it may, and not before', () => {
    const { limit, allowedOf, pass } = limiterAt(6);
    allowedOf('acme', 6);
    const { allowed, retryAfterSeconds } = limit('acme');
    expect({ allowed, retryAfterSeconds }).toEqual({ allowed: false, retryAfterSeconds: 10 });
    pass(9_999);
    expect(limit('acme').allowed).toBe(false);
    pass(1);
    expect(limit('acme').allowed).toBe(true);
  });

  it('tells its policy and what is left', () => {
    const { limit, allowedOf, pass } = limiterAt(60);
    expect(limit('acme').headers).toEqual({ 'ratelimit-policy': '"org";q=60;w=60', ratelimit: '"org";r=59;t=1' });
    allowedOf('acme', 59);
    expect(limit('acme').headers['ratelimit']).toBe('"org";r=0;t=60');
    pass(30_000);
    expect(limit('acme').headers['ratelimit']).toBe('"org";r=29;t=31');
  });

  it('remembers no more organisations than it may, and forgets the one that has been silent longest', () => {
    const { allowedOf } = limiterAt(2, 2);
    allowedOf('silent', 2);
    allowedOf('busy', 1);
    allowedOf('new', 1);
    expect([allowedOf('busy', 2), allowedOf('silent', 2)]).toEqual([1, 2]);
  });

  it('of 0 is none', () => {
    const { limit, allowedOf } = limiterAt(0);
    expect([allowedOf('acme', 1000), limit('acme').headers]).toEqual([1000, {}]);
  });
});
