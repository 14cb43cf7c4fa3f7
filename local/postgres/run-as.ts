import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { PostgresStartError } from './start-errors.ts';

const run = promisify(execFile);

/** The system account PostgreSQL runs under; undefined: the one this program runs under. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root. For root this chooses the owner of the existing cluster, else the account
 * `postgres`, else `nobody`: no account is created. Anyone else runs it as themselves (undefined).
 *
 * @throws PostgresStartError when root has no such account.
 */
export async function chooseAccount(dataDir: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const folder = await stat(dataDir).catch(() => undefined);
  if (folder !== undefined && folder.uid !== 0) return { uid: folder.uid, gid: folder.gid };
  const account = (await lookUp('postgres')) ?? (await lookUp('nobody'));
  if (account !== undefined) return account;
  throw new PostgresStartError(
    'PostgreSQL does not run as root and there is no account "postgres" or "nobody" to run it as. Start as a normal user.',
  );
}

/**
 * Checks that the account can reach a path that root made or installed.
 *
 * @throws PostgresStartError naming the first folder that keeps it out.
 */
export async function assertReachable(path: string, account: Account | undefined): Promise<void> {
  if (account === undefined) return;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = await stat(folder);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) {
      throw new PostgresStartError(
        `PostgreSQL does not run as root, and the account it runs as instead (uid ${account.uid}) may not enter ${folder}, ` +
          `which it must on the way to ${path}. Start as a normal user, or allow others to enter it: chmod o+x ${folder}`,
      );
    }
    if (folder === dirname(folder)) return;
  }
}

async function lookUp(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}
