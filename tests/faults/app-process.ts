import { fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../local/build.ts';
import { createDevTokens, type DevClaims } from '../../local/host/dev-tokens.ts';
import { callerAt, type Caller } from '../api/caller.ts';

/** What the parent asks of the program: to run a timer, or how much memory it has. */
export type Ask =
  | { readonly id: number; readonly timer: 'outbox' | 'sla' | 'retention' }
  | { readonly id: number; readonly timer: null };

/** Memory of the program, in bytes. */
export interface Memory {
  readonly rss: number;
  /** What is reachable, where the program may collect its garbage (`--expose-gc`); else the heap as it is. */
  readonly heap: number;
}

/** What the program tells its parent. */
export type Tell =
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'trouble'; readonly message: string }
  | { readonly kind: 'fired'; readonly id: number; readonly ok: boolean; readonly error: string | null }
  | ({ readonly kind: 'memory'; readonly id: number } & Memory);

/** The app in a process of its own. */
export interface AppProcess {
  readonly url: string;
  /** Every warning and error of its log so far. */
  readonly troubles: readonly string[];
  /** A caller. Default: `ann`, a manager of `acme`. */
  as(who?: Partial<DevClaims>): Caller;
  /** Runs a timer; rejects when it fails or the process dies meanwhile. */
  fire(timer: 'outbox' | 'sla' | 'retention'): Promise<void>;
  memory(): Promise<Memory>;
  /** Kills it as hard as can be and waits for its end. */
  kill(): Promise<void>;
  /** Ends it in order. */
  stop(): Promise<void>;
}

/** The bundle that is deployed, built once for a test file, and whoever runs it. */
export interface Bundle {
  /** Starts a process over the database, with these options for Node. Resolves when it serves. */
  start(
    databaseUrl: string,
    env?: Readonly<Record<string, string>>,
    nodeOptions?: readonly string[],
  ): Promise<AppProcess>;
  /** Where it lies. */
  readonly folder: string;
  /** What a process over the database is told by its environment. */
  settings(databaseUrl: string): Readonly<Record<string, string>>;
  /** The Authorization header of a caller that its processes take. */
  authorization(who?: Partial<DevClaims>): Promise<string>;
  remove(): Promise<void>;
}

/** Builds the bundle in a temporary folder. */
export async function buildBundle(): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'flowledger-faults-'));
  await buildApp(join(folder, 'dist'));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ main: 'dist/index.cjs' }));
  await copyFile(join(import.meta.dirname, '..', '..', 'host.json'), join(folder, 'host.json'));
  const tokens = await createDevTokens({ keyFile: join(folder, 'key.json') });
  const authorization = async (who: Partial<DevClaims> = {}): Promise<string> =>
    `Bearer ${await tokens.sign({ org: 'acme', sub: 'ann', roles: ['manager'], ...who })}`;
  const settings = (databaseUrl: string): Record<string, string> => ({
    ...tokens.env,
    DATABASE_URL: databaseUrl,
    ORG_AUTO_PROVISION: 'true',
  });
  return {
    folder,
    settings,
    authorization,
    async start(databaseUrl, env = {}, nodeOptions = []) {
      const { url, ...running } = await startProgram(folder, { ...settings(databaseUrl), ...env }, nodeOptions);
      const as = (who?: Partial<DevClaims>): Caller => callerAt(url, () => authorization(who));
      return { url, as, ...running };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Runs the app of a folder in a process of its own. Resolves when it serves. */
export async function startProgram(
  folder: string,
  env: Readonly<Record<string, string>>,
  nodeOptions: readonly string[] = [],
): Promise<Omit<AppProcess, 'as'>> {
  const child = fork(join(import.meta.dirname, 'app-program.ts'), {
    cwd: folder,
    execArgv: ['--disable-warning=ExperimentalWarning', ...nodeOptions],
    env: { ...process.env, ...env },
  });
  const ended = once(child, 'exit');
  const troubles: string[] = [];
  const waiting = new Map<number, PromiseWithResolvers<Memory>>();
  const ready = Promise.withResolvers<string>();
  child.on('message', (message: Tell) => {
    if (message.kind === 'ready') ready.resolve(message.url);
    else if (message.kind === 'trouble') troubles.push(message.message);
    else if (message.kind === 'memory') waiting.get(message.id)?.resolve(message);
    else if (message.ok) waiting.get(message.id)?.resolve({ rss: 0, heap: 0 });
    else waiting.get(message.id)?.reject(new Error(message.error ?? 'The timer failed.'));
  });
  child.once('exit', () => {
    const error = new Error(`The program has ended. ${troubles.join('\n')}`);
    ready.reject(error);
    for (const { reject } of waiting.values()) reject(error);
  });
  let asked = 0;
  const ask = (timer: Ask['timer']): Promise<Memory> => {
    asked += 1;
    const answer = Promise.withResolvers<Memory>();
    waiting.set(asked, answer);
    child.send({ id: asked, timer } satisfies Ask);
    return answer.promise;
  };
  return {
    url: await ready.promise,
    troubles,
    fire: async (timer) => void (await ask(timer)),
    memory: () => ask(null),
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
