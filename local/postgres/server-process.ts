import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { promisify } from 'node:util';
import type { PostgresBinaries } from './binaries.ts';
import type { Account } from './run-as.ts';
import { serverEnvironment } from './server-environment.ts';

const run = promisify(execFile);
const FAST_STOP_MS = 30_000;
const LINES_KEPT = 20;

/** What to start. */
export interface ServerPlan {
  readonly dataDir: string;
  readonly binaries: PostgresBinaries;
  readonly account: Account | undefined;
  readonly port: number;
  /** PostgreSQL settings by name; they win over the cluster's configuration files. */
  readonly settings: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

/** A server that accepts connections. */
export interface ServerProcess {
  readonly pid: number;
  /** Resolves when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /**
   * Asks for a fast shutdown (open transactions are rolled back) and waits for the end; after 30 s the shutdown is
   * immediate. Resolves at once when the server has ended already.
   */
  stop(): Promise<void>;
}

/** The server ended before it accepted connections; `lines` is what it said last. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/**
 * Starts the server in a process group of its own, so that a Ctrl-C in the terminal reaches only this program, which
 * stops the server in its own order. Resolves when connections are accepted.
 *
 * @throws LaunchError when it ends before.
 */
export async function launchServer(plan: ServerPlan): Promise<ServerProcess> {
  const settings = Object.entries(plan.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(plan.binaries.postgres, ['-D', plan.dataDir, '-p', String(plan.port), ...settings], {
    ...plan.account,
    cwd: plan.dataDir,
    env: serverEnvironment(),
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await accepting(child, plan.log);
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const escalation = setTimeout(() => void signal(child, 'QUIT', plan), FAST_STOP_MS);
    await signal(child, 'INT', plan);
    await ended;
    clearTimeout(escalation);
  };
  return { pid: child.pid ?? 0, ended, stop: () => (stopped ??= stop()) };
}

function accepting(child: ChildProcess, log: (line: string) => void): Promise<void> {
  const last: string[] = [];
  return new Promise((resolve, reject) => {
    onLine(child, (line) => {
      last.push(line);
      if (last.length > LINES_KEPT) last.shift();
      log(line);
      if (line.includes('database system is ready to accept connections')) resolve();
    });
    child.once('error', reject);
    // 'close' and not 'exit': only then has everything it said been read.
    child.once('close', () => reject(new LaunchError(last)));
  });
}

function onLine(child: ChildProcess, take: (line: string) => void): void {
  let rest = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? '';
    lines.forEach(take);
  });
}

async function signal(child: ChildProcess, name: 'INT' | 'QUIT', plan: ServerPlan): Promise<void> {
  if (process.platform !== 'win32') {
    child.kill(`SIG${name}`);
    return;
  }
  // Windows has no signals: PostgreSQL emulates them, and pg_ctl knows how to send one.
  await run(plan.binaries.pgCtl, ['kill', name, String(child.pid)]);
}
