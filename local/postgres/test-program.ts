import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A program of its own that runs a server, to be killed by a test. */
export interface TestProgram {
  readonly pid: number;
  readonly server: { readonly pid: number; readonly port: number; readonly url: string };
  /** Kills the program alone, as hard as can be, and waits for its end. */
  kill(): Promise<void>;
}

/** Starts a program that owns the data folder, under another user id if one is given; resolves when its server runs. */
export async function startProgram(dataDir: string, uid?: number): Promise<TestProgram> {
  const child = spawnProgram(dataDir, uid);
  if (child.stdout === null) throw new Error('no output to read');
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the program ended early with ${String(code)}`);
    }),
  ])) as [string];
  const server = JSON.parse(line) as TestProgram['server'];
  return { pid: child.pid ?? 0, server, kill: () => killHard(child) };
}

/** The same, without waiting for its server. */
export function spawnProgram(dataDir: string, uid?: number): ChildProcess {
  const program = `
    import { startPostgres } from ${JSON.stringify(new URL('start-postgres.ts', import.meta.url).href)};
    const server = await startPostgres({ dataDir: ${JSON.stringify(dataDir)} });
    console.log(JSON.stringify({ pid: server.pid, port: server.port, url: server.url('postgres') }));
  `;
  return spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
}

/** Kills a child and waits until it is gone. */
export async function killHard(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
