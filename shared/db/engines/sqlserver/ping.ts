import type { SqlServerPool } from './pool.ts';

/** Runs one trivial statement and answers how many milliseconds it took. Rejects after `timeoutMs`, also while the database is still connecting. */
export async function ping(pool: SqlServerPool, timeoutMs: number): Promise<number> {
  const started = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = Object.assign(new Error(`The database did not answer within ${timeoutMs} ms.`), { code: 'ETIMEOUT' });
    timer = setTimeout(() => reject(error), timeoutMs);
  });
  try {
    await Promise.race([pool.run((open) => open.request().query('SELECT 1 AS answer')), late]);
    return performance.now() - started;
  } finally {
    clearTimeout(timer);
  }
}
