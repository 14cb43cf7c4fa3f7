import { fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../local/build.ts';
import { createDevTokens, type DevClaims } from '../../local/host/dev-tokens.ts';
import { callerAt, type Caller } from '../api/caller.ts';

/** What the parent asks of the program. */
export interface Ask {
  readonly id: number;
  readonly timer: 'outbox' | 'sla';
}

/** What the program tells its parent. */
export type Tell =
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'trouble'; readonly message: string }
  | { readonly kind: 'fired'; readonly id: number; readonly ok: boolean; readonly error: string | null };

/** The app in a process of its own. */
export interface AppProcess {
  readonly url: string;
  /** Every warning and error of its log so far. */
  readonly troubles: readonly string[];
  /** A caller. Default: `ann`, a manager of `acme`. */
  as(who?: Partial<DevClaims>): Caller;
  /** Runs a timer; rejects when it fails or the process dies meanwhile. */
  fire(timer: Ask['timer']): Promise<void>;
  /** Kills it as hard as can be and waits for its end. */
  kill(): Promise<void>;
  /** Ends it in order. */
  stop(): Promise<void>;
}

/** The bundle that is deployed, built once for a test file, and whoever runs it. */
export interface Bundle {
  /** Starts a process over the database. Resolves when it serves. */
  start(databaseUrl: string, env?: Readonly<Record<string, string>>): Promise<AppProcess>;
  remove(): Promise<void>;
}

/** Builds the bundle in a temporary folder. */
export async function buildBundle(): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'flowledger-faults-'));
  await buildApp(join(folder, 'dist'));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ main: 'dist/index.cjs' }));
  await copyFile(join(import.meta.dirname, '..', '..', 'host.json'), join(folder, 'host.json'));
  const tokens = await createDevTokens({ keyFile: join(folder, 'key.json') });
  return {
    async start(databaseUrl, env = {}) {
      const settings = { ...tokens.env, DATABASE_URL: databaseUrl, ORG_AUTO_PROVISION: 'true', ...env };
      const { url, ...running } = await startProgram(folder, settings);
      const as = (who: Partial<DevClaims> = {}): Caller =>
        callerAt(url, async () => {
          return `Bearer ${await tokens.sign({ org: 'acme', sub: 'ann', roles: ['manager'], ...who })}`;
        });
      return { url, as, ...running };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function startProgram(folder: string, env: Readonly<Record<string, string>>): Promise<Omit<AppProcess, 'as'>> {
  const child = fork(join(import.meta.dirname, 'app-program.ts'), {
    cwd: folder,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, ...env },
  });
  const ended = once(child, 'exit');
  const troubles: string[] = [];
  const waiting = new Map<number, PromiseWithResolvers<void>>();
  const ready = Promise.withResolvers<string>();
  child.on('message', (message: Tell) => {
    if (message.kind === 'ready') ready.resolve(message.url);
    else if (message.kind === 'trouble') troubles.push(message.message);
    else if (message.ok) waiting.get(message.id)?.resolve();
    else waiting.get(message.id)?.reject(new Error(message.error ?? 'The timer failed.'));
  });
  child.once('exit', () => {
    const error = new Error(`The program has ended. ${troubles.join('\n')}`);
    ready.reject(error);
    for (const { reject } of waiting.values()) reject(error);
  });
  let asked = 0;
  return {
    url: await ready.promise,
    troubles,
    fire(timer) {
      asked += 1;
      const answer = Promise.withResolvers<void>();
      waiting.set(asked, answer);
      child.send({ id: asked, timer } satisfies Ask);
      return answer.promise;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
