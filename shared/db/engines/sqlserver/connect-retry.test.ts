import mssql from 'mssql';
import { expect, test } from 'vitest';
import { retryConnect, type Patience } from './connect-retry.ts';
import { tokenError } from './testing/token-error.ts';

function patience(forMs: number): Patience & { readonly pauses: number[] } {
  const pauses: number[] = [];
  let now = 0;
  return {
    forMs,
    pauses,
    now: () => now,
    random: () => 1,
    async sleep(ms) {
      pauses.push(ms);
      now += ms;
    },
  };
}

const refused = new mssql.ConnectionError('Failed to connect', 'ESOCKET');

test('a connection that cannot be made is tried again after longer and longer pauses', async () => {
  const waiting = patience(60_000);
  let attempts = 0;
  const opened = await retryConnect(() => {
    attempts += 1;
    return attempts < 8 ? Promise.reject(refused) : Promise.resolve('open');
  }, waiting);
  expect(opened).toBe('open');
  expect(waiting.pauses).toEqual([200, 400, 800, 1600, 3200, 5000, 5000]);
});

test('the last failure is thrown when patience ends', async () => {
  const waiting = patience(1_000);
  await expect(retryConnect(() => Promise.reject(refused), waiting)).rejects.toBe(refused);
  expect(waiting.pauses).toEqual([200, 400]);
});

test('a database that is resuming and an identity without a token are waited for, a wrong password is not', async () => {
  const resuming = Object.assign(new mssql.ConnectionError('not currently available', 'ELOGIN'), { number: 40613 });
  const wrong = Object.assign(new mssql.ConnectionError('Login failed', 'ELOGIN'), { number: 18456 });
  for (const [failure, pauses] of [
    [resuming, 2],
    [tokenError(), 2],
    [wrong, 0],
  ] as const) {
    const waiting = patience(1_000);
    await expect(retryConnect(() => Promise.reject(failure), waiting)).rejects.toBe(failure);
    expect(waiting.pauses).toHaveLength(pauses);
  }
});

test('a statement that failed on the server is not run again', async () => {
  const waiting = patience(60_000);
  const failure = new mssql.RequestError('Connection lost', 'ESOCKET');
  await expect(retryConnect(() => Promise.reject(failure), waiting)).rejects.toBe(failure);
  expect(waiting.pauses).toEqual([]);
});
