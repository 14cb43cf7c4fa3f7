import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeWith, dependencies } from '../../functions/dependencies.ts';
import { createDevTokens, type DevClaims } from '../../local/host/dev-tokens.ts';
import type { HostLogEntry } from '../../local/host/host-log.ts';
import { startHost, type RunningHost } from '../../local/host/start-host.ts';
import type { Engine } from '../../shared/db/engine.ts';
import { recordStatement } from '../tsql/recorder.ts';
import { callerAt, type Caller } from './caller.ts';
import { freshDatabase } from './database.ts';
import { movableClock, type MovableClock } from './movable-clock.ts';

/** The whole app in this process: the local host, a database of its own, tokens for whoever is wanted. */
export interface Api {
  /** A caller. Default: `ann`, a manager of `acme`. The organisation is made at its first request. */
  as(who?: Partial<DevClaims>): Caller;
  /** The Authorization header of such a caller. */
  authorization(who?: Partial<DevClaims>): Promise<string>;
  /** A caller with this Authorization header, or none. */
  withAuthorization(header: string | null): Caller;
  readonly url: string;
  readonly host: RunningHost;
  /** The app's own engine. */
  readonly engine: Engine;
  /** The clock of the app's requests and jobs. */
  readonly clock: MovableClock;
  readonly logs: readonly HostLogEntry[];
  /** Stops everything. Rejects when a connection was not given back. */
  stop(): Promise<void>;
}

export interface ApiOptions {
  /** Settings that differ from the harness's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Another app than the product's, made of its parts. Default: `functions/index.ts`. */
  readonly load?: () => Promise<unknown>;
  /** Puts something between the app and its engine. */
  readonly around?: (engine: Engine) => Engine;
}

/** Starts the app. Once per test file, in `beforeAll`: Azure Functions knows one app a process. */
export async function startApi(options: ApiOptions = {}): Promise<Api> {
  const folder = await mkdtemp(join(tmpdir(), 'flowledger-key-'));
  const [database, tokens] = await Promise.all([
    freshDatabase(),
    createDevTokens({ keyFile: join(folder, 'key.json') }),
  ]);
  const clock = movableClock();
  const logs: HostLogEntry[] = [];
  composeWith({
    clock,
    onStatement: recordStatement,
    ...(options.around === undefined ? {} : { around: options.around }),
    env: {
      DATABASE_URL: database.url,
      ORG_AUTO_PROVISION: 'true',
      OUTBOX_IDLE_MAX_MS: '50',
      ...tokens.env,
      ...options.env,
    },
  });
  const host = await startHost({
    root: join(import.meta.dirname, '..', '..'),
    load: options.load ?? (() => import('../../functions/index.ts')),
    port: 0,
    timers: 'manual',
    log: (entry) => void logs.push(entry),
  });
  const { engine } = await dependencies();
  const authorization = async (who: Partial<DevClaims> = {}): Promise<string> =>
    `Bearer ${await tokens.sign({ org: 'acme', sub: 'ann', roles: ['manager'], ...who })}`;
  return {
    as: (who) => callerAt(host.url, () => authorization(who)),
    authorization,
    withAuthorization: (header) => callerAt(host.url, () => Promise.resolve(header)),
    url: host.url,
    host,
    engine,
    clock,
    logs,
    async stop() {
      const { open, idle, waiting } = engine.pool();
      await host.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
      if (open !== idle || waiting > 0)
        throw new Error(`${open - idle} connections were not given back, ${waiting} waiting.`);
    },
  };
}
