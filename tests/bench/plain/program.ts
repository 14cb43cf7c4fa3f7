import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The yardstick in a process of its own. */
export interface PlainProgram {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts it over a database. Rejects when it ends before it listens. */
export async function startPlainProgram(databaseUrl: string, orgId: number): Promise<PlainProgram> {
  const env = { ...process.env, DATABASE_URL: databaseUrl, ORG_ID: String(orgId), NODE_ENV: 'production' };
  const child = fork(join(import.meta.dirname, 'server.ts'), { env });
  const ended = once(child, 'exit');
  const ready = once(child, 'message') as Promise<[{ url: string }]>;
  const failed = ended.then(() => Promise.reject(new Error('The yardstick has ended.')));
  failed.catch(() => undefined);
  const [{ url }] = await Promise.race([ready, failed]);
  return {
    url,
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}
