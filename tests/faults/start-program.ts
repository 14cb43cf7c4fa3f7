import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const startedMs = 120_000;

/** `npm start`'s program, serving. */
export interface StartedProgram {
  readonly url: string;
  readonly token: string;
  /** From the launch to the words that it is running. */
  readonly readyMs: number;
  /** Resident memory of the program, without the database's. Linux only. */
  memoryMb(): Promise<number>;
  /** Ctrl-C; answers the exit code. */
  interrupt(): Promise<number | null>;
  /** Kills the program alone, as hard as can be. */
  kill(): Promise<void>;
}

/** How a program ended that did not get to serving. */
export interface EndedProgram {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs `local/start.ts` on a data folder, without demo data, until it serves or ends. Rejects after two minutes. */
export async function runStart(dataDir: string, port = 0): Promise<StartedProgram | EndedProgram> {
  const { DATABASE_URL: _, ...env } = process.env;
  const launched = performance.now();
  const child = spawn(process.execPath, ['local/start.ts', '--data', dataDir, '--port', String(port), '--no-demo'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  let output = '';
  const serving = new Promise<'serving'>((resolve) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes('Other tokens:')) resolve('serving');
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  const giveUp = setTimeout(() => child.kill('SIGKILL'), startedMs);
  const end = await Promise.race([serving, exited]);
  clearTimeout(giveUp);
  if (end !== 'serving') return { exitCode: end[0], output };
  return {
    url: /API\s+(http\S+)\/api/.exec(output)?.[1] ?? '',
    token: /TOKEN=(\S+)/.exec(output)?.[1] ?? '',
    readyMs: performance.now() - launched,
    async memoryMb() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    },
    async interrupt() {
      child.kill('SIGINT');
      return (await exited)[0];
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** The same; rejects with the program's words when it ends instead of serving. */
export async function started(dataDir: string): Promise<StartedProgram> {
  const program = await runStart(dataDir);
  if ('url' in program) return program;
  throw new Error(`It ended with ${program.exitCode}: ${program.output}`);
}

/** Process ids of PostgreSQL servers that work on a folder below `dataDir`, with their children. Linux only. */
export async function serversOn(dataDir: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(
    pids.map(async (pid) => ({
      pid: Number(pid),
      command: await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
      parent: Number(/^PPid:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''))?.[1]),
    })),
  );
  const servers = all.filter(({ command }) => command.includes('postgres') && command.includes(`-D\0${dataDir}`));
  const parents = new Set(servers.map(({ pid }) => pid));
  return [...parents, ...all.filter(({ parent }) => parents.has(parent)).map(({ pid }) => pid)];
}
