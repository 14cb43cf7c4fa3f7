import { execFile } from 'node:child_process';
import { readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresBinaries } from './binaries.ts';
import { identifyProcess } from './process-identity.ts';
import type { Account } from './run-as.ts';
import { serverEnvironment } from './server-environment.ts';

const run = promisify(execFile);
const STOP_SECONDS = 20;

/**
 * Deals with what a hard stop left in the data folder, for the holder of its owner lock: a server that outlived its
 * program is stopped cleanly, a `postmaster.pid` of a dead server (its pid free or reused) is removed.
 */
export async function clearLeftover(
  dataDir: string,
  binaries: PostgresBinaries,
  account: Account | undefined,
  tell: (sentence: string) => void,
): Promise<void> {
  const pidFile = join(dataDir, 'postmaster.pid');
  const content = await readFile(pidFile, 'utf8').catch(() => '');
  const pid = Math.abs(Number.parseInt(content, 10));
  const verdict = Number.isSafeInteger(pid) && pid > 0 ? await judge(pid, dataDir) : 'someone else';
  // When in doubt PostgreSQL decides by its own checks, which err on the side of not starting.
  if (verdict === 'unsure') return;
  if (verdict === 'ours') {
    tell(`The PostgreSQL server (process ${pid}) that an earlier run left behind is stopped.`);
    await stopServer(dataDir, binaries, account);
  }
  await rm(pidFile, { force: true });
}

/** Whether the process serves this folder. Its working directory tells, where readable: a server's is its data folder. */
async function judge(pid: number, dataDir: string): Promise<'ours' | 'someone else' | 'unsure'> {
  const found = await identifyProcess(pid);
  if (found === undefined) return 'someone else';
  if (found.started === '') return 'unsure';
  const command = found.command.replaceAll('"', '');
  if (!/(?:^|[\\/])postgres(?:\.exe)?(?: -|:|$)/i.test(command)) return 'someone else';
  if (`${command} `.includes(` -D ${dataDir} `)) return 'ours';
  const workingDirectory = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  if (workingDirectory === undefined) return 'unsure';
  return workingDirectory === dataDir ? 'ours' : 'someone else';
}

async function stopServer(dataDir: string, binaries: PostgresBinaries, account: Account | undefined): Promise<void> {
  const stop = (mode: string) =>
    run(binaries.pgCtl, ['stop', '-D', dataDir, '-m', mode, '-w', '-t', String(STOP_SECONDS)], {
      ...account,
      cwd: dataDir,
      env: serverEnvironment(),
    });
  // An immediate stop is as safe as a power cut: the next start replays the log.
  await stop('fast').catch(() => stop('immediate'));
}
