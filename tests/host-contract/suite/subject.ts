import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostLogEntry } from '../../../local/host/host-log.ts';
import { startHost, type RunningHost } from '../../../local/host/start-host.ts';
import { buildContractApp } from '../build.ts';

/** How HTTP reaches the handlers. */
export type Mode = 'streaming' | 'rpc';

/** Keys that open functions; undefined where they are not known, or not asked for. */
export interface Keys {
  readonly master: string | undefined;
  readonly host: string | undefined;
  /** Of the function `guarded`. */
  readonly guarded: string | undefined;
}

/** A host of this machine that the suite has started: what can be seen of it from inside, too. */
export interface OwnHost {
  readonly host: RunningHost;
  readonly logs: readonly HostLogEntry[];
  /** After how long a handler that does not answer is given up, in milliseconds. */
  readonly answerLimitMs: number;
  /** Stops it and gives what the app has written down of its end. */
  stop(): Promise<readonly string[]>;
}

/** The running contract app. */
export interface Subject {
  /** Without a slash at the end. */
  readonly url: string;
  readonly keys: Keys;
  /** Null when it runs elsewhere. */
  readonly own: OwnHost | null;
  call(path: string, init?: RequestInit): Promise<Response>;
  json<T>(path: string, init?: RequestInit): Promise<T>;
  close(): Promise<void>;
}

/** FUNC_BASE_URL: where the contract app runs; unset, the local host is started. */
const baseUrl = process.env['FUNC_BASE_URL']?.replace(/\/+$/, '') ?? '';

/**
 * Opens the subject in a mode; null when it runs elsewhere in the other mode. Throws when nobody answers there. `answerLimitMs` is for a host of
 * our own; default a minute.
 */
export async function openSubject(mode: Mode, answerLimitMs = 60_000): Promise<Subject | null> {
  return baseUrl === '' ? startOwn(mode, answerLimitMs) : await reach(mode);
}

async function reach(mode: Mode): Promise<Subject | null> {
  const keys = {
    master: given('FUNC_MASTER_KEY'),
    host: given('FUNC_HOST_KEY'),
    guarded: given('FUNC_FUNCTION_KEY'),
  };
  const subject = subjectAt(baseUrl, keys, null, () => Promise.resolve());
  const { streaming } = await subject.json<{ streaming: boolean }>('/mode');
  return streaming === (mode === 'streaming') ? subject : null;
}

const given = (name: string): string | undefined => (process.env[name] ?? '') || undefined;

async function startOwn(mode: Mode, answerLimitMs: number): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), 'host-contract-'));
  const app = join(folder, 'app');
  const endFile = join(folder, 'end.json');
  const timerStatusFile = join(folder, 'timers.json');
  await buildContractApp(app);
  // As the host before this one left it, when it ended in time to miss a run.
  const missed = {
    last: '2020-01-01T00:00:00.000Z',
    next: '2021-01-01T00:00:00.000Z',
    lastUpdated: '2020-01-01T00:00:00.000Z',
  };
  await writeFile(timerStatusFile, JSON.stringify({ missed }));
  process.env['CONTRACT_STREAMING'] = String(mode === 'streaming');
  process.env['CONTRACT_END_FILE'] = endFile;

  const keys = { master: 'the-master', host: 'the-host', guarded: 'its-own' };
  const logs: HostLogEntry[] = [];
  const host = await startHost({
    root: app,
    port: 0,
    enforceKeys: true,
    masterKey: keys.master,
    hostKey: keys.host,
    functionKeys: { guarded: keys.guarded },
    timerStatusFile,
    answerLimitMs,
    stopLimitMs: 2_000,
    log: (entry) => void logs.push(entry),
  });
  const stop = async (): Promise<readonly string[]> => {
    await host.stop();
    return JSON.parse(await readFile(endFile, 'utf8')) as string[];
  };
  return subjectAt(host.url, keys, { host, logs, answerLimitMs, stop }, async () => {
    await host.stop();
    await rm(folder, { recursive: true, force: true });
  });
}

function subjectAt(url: string, keys: Keys, own: OwnHost | null, close: () => Promise<void>): Subject {
  const call = (path: string, init?: RequestInit): Promise<Response> => fetch(url + path, init);
  return {
    url,
    keys,
    own,
    call,
    async json<T>(path: string, init?: RequestInit) {
      const response = await call(path, init);
      if (!response.ok) throw new Error(`${path} is answered ${response.status}.`);
      return (await response.json()) as T;
    },
    close,
  };
}
