import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** `npm start` as a process of its own. */
export interface StartProgram {
  readonly process: ChildProcess;
  /** Everything that it has printed so far. */
  readonly output: () => string;
  /** Resolves when it is ready, or has ended before. */
  readonly ready: Promise<void>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

/** Runs the start program without npm around it. `env` is added to the environment; a value of undefined takes one away. */
export function runStart(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): StartProgram {
  const child = spawn(process.execPath, [join(root, 'local/start.ts'), ...args], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: undefined, PORT: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ready = Promise.withResolvers<void>();
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
    if (output.includes('Other tokens:')) ready.resolve();
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const ended = once(child, 'close').then(([code]) => {
    ready.resolve();
    return code as number | null;
  });
  return { process: child, output: () => output, ready: ready.promise, ended };
}

/** The commands that the program printed: the token and the addresses in them. */
export function printedCommands(output: string): { readonly token: string; readonly lines: readonly string[] } {
  const token = /^\s+TOKEN=(\S+)$/m.exec(output)?.[1] ?? '';
  const lines = output.split('\n').flatMap((line) => (/^\s+curl /.test(line) ? [line.trim()] : []));
  return { token, lines };
}
