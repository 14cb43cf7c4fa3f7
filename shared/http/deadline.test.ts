import { setTimeout as wait } from 'node:timers/promises';
import { expect, describe, it } from 'vitest';
import { compileOnly } from '../db/engines/sqlserver/testing/compile-only-database.ts';
import { withinDeadline, type Deadline } from './deadline.ts';

const timedOut = { code: 'timed_out', status: 503, facts: { retryAfterSeconds: 5 } };

describe('a request with a deadline', () => {
  it('gets what its work gives in time', async () => {
    const read = async ({ guard, hold }: Deadline): Promise<unknown[]> => {
      const rows = await guard(compileOnly).selectFrom('org').select('orgId').execute();
      hold();
      return rows;
    };
    expect(await withinDeadline(60_000, read)).toEqual([]);
    await expect(withinDeadline(60_000, () => Promise.reject(new Error('own')))).rejects.toThrow('own');
  });

  it('is given up although its work goes on, and that work sends no statement and commits nothing any more', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown[]>();
    const work = async ({ guard, hold }: Deadline): Promise<void> => {
      await wait(30);
      const refused = await guard(compileOnly)
        .selectFrom('org')
        .select('orgId')
        .execute()
        .catch((error: unknown) => error);
      try {
        hold();
      } catch (error) {
        resolve([refused, error]);
      }
    };
    await expect(withinDeadline(10, work)).rejects.toMatchObject(timedOut);
    expect(await promise).toMatchObject([timedOut, timedOut]);
  });

  it('waits for a commit that has begun', async () => {
    const work = async ({ hold }: Deadline): Promise<string> => {
      hold();
      await wait(60);
      return 'committed';
    };
    expect(await withinDeadline(30, work)).toBe('committed');
  });
});
