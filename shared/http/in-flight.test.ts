import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { oneAtATime } from './in-flight.ts';

const scope = { orgId: 1, principalId: 'ann', route: 'signals-create', key: 'k', fingerprint: 'f' };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('the second request under a key starts when the first has ended, well or badly', async () => {
  const first = Promise.withResolvers<string>();
  const seen: string[] = [];
  const one = oneAtATime(scope, () => first.promise);
  const two = oneAtATime(scope, () => {
    seen.push('two');
    return Promise.resolve('2');
  });
  await vi.advanceTimersByTimeAsync(1_900);
  expect(seen).toEqual([]);
  first.reject(new Error('broken'));
  await expect(one).rejects.toThrow('broken');
  expect(await two).toBe('2');
});

it('it waits for two seconds, then is told to come again', async () => {
  const first = Promise.withResolvers<string>();
  const one = oneAtATime(scope, () => first.promise);
  const two = oneAtATime(scope, () => Promise.resolve('never'));
  const told = expect(two).rejects.toMatchObject({
    code: 'idempotency_in_progress',
    status: 409,
    facts: { retryAfterSeconds: 1 },
  });
  await vi.advanceTimersByTimeAsync(2_000);
  await told;
  first.resolve('1');
  expect(await one).toBe('1');
});

it.each([{ orgId: 2 }, { principalId: 'bob' }, { route: 'signals-bulk' }, { key: 'l' }])(
  'another %o is not held up',
  async (other) => {
    const first = Promise.withResolvers<string>();
    const one = oneAtATime(scope, () => first.promise);
    expect(await oneAtATime({ ...scope, ...other }, () => Promise.resolve('free'))).toBe('free');
    first.resolve('1');
    await one;
  },
);
