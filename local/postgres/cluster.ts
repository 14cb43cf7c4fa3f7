import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chown, mkdir, readFile, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresBinaries } from './binaries.ts';
import type { Account } from './run-as.ts';
import { serverEnvironment } from './server-environment.ts';
import { ClusterVersionError, PostgresStartError } from './start-errors.ts';

const run = promisify(execFile);

/** The superuser of every cluster made here. */
export const SUPERUSER = 'postgres';

/** How to make and read a cluster. */
export interface ClusterPlan {
  readonly dataDir: string;
  readonly binaries: PostgresBinaries;
  readonly account: Account | undefined;
  /** Whether a new cluster is flushed to disk before it counts as made. */
  readonly durable: boolean;
}

/**
 * Makes the cluster when there is none and returns the superuser's password, which lives in `<dataDir>.password`.
 * A cluster is made in a folder of its own and renamed when finished, so a half-made one is never taken for a whole.
 *
 * @throws ClusterVersionError for a cluster of another major version.
 * @throws PostgresStartError for a folder of something else, a lost password file, or a failing initdb.
 */
export async function ensureCluster(plan: ClusterPlan): Promise<string> {
  const { dataDir, binaries } = plan;
  await removeAbandonedDrafts(dataDir);
  const entries = await readdir(dataDir).catch(emptyIfAbsent);
  const password = await readPassword(dataDir);
  if (entries.length === 0) return makeCluster(plan);
  if (isUnfinished(entries, password)) {
    await rm(dataDir, { recursive: true });
    return makeCluster(plan);
  }
  if (!entries.includes('PG_VERSION')) {
    throw new PostgresStartError(`${dataDir} holds files that are not a database's. Name an empty or a new folder.`);
  }
  const found = (await readFile(join(dataDir, 'PG_VERSION'), 'utf8')).trim();
  if (found !== binaries.major) throw new ClusterVersionError(dataDir, found, binaries.major);
  if (password !== undefined) return password;
  throw new PostgresStartError(
    `The password of the database in ${dataDir} is lost: ${passwordFile(dataDir)} is missing. ` +
      `Put that file back, or delete ${dataDir} (all its data is lost) and start again.`,
  );
}

/** An initdb that was killed in the place itself: nothing but its entries, never started (so no data), never finished here. */
function isUnfinished(entries: readonly string[], password: string | undefined): boolean {
  const known = entries.every((entry) =>
    /^(?:pg_\w+(?:\.conf)?|base|global|postgresql(?:\.auto)?\.conf|PG_VERSION|postmaster\.pid)$/.test(entry),
  );
  return known && password === undefined;
}

async function makeCluster({ dataDir, binaries, account, durable }: ClusterPlan): Promise<string> {
  const draft = `${dataDir}${DRAFT}${randomUUID()}`;
  const password = randomBytes(24).toString('base64url');
  await mkdir(draft, { mode: 0o700 });
  await giveTo(draft, account);
  await writeSecret(passwordFile(dataDir), password, account);
  const args = [
    `--pgdata=${draft}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile(dataDir)}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    // The same everywhere: not all systems have a C.UTF-8 of their own.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
  try {
    await run(binaries.initdb, args, { ...account, cwd: draft, env: serverEnvironment() });
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    const said = (cause as { stderr?: string }).stderr ?? String(cause);
    throw new PostgresStartError(`PostgreSQL could not make a database in ${dataDir}: ${said.trim()}`, { cause });
  }
  // Windows does not rename onto a folder, even an empty one.
  await rmdir(dataDir).catch(undefinedIfAbsent);
  await rename(draft, dataDir);
  return password;
}

const DRAFT = '.initdb-';

async function removeAbandonedDrafts(dataDir: string): Promise<void> {
  const siblings = await readdir(dirname(dataDir));
  for (const name of siblings.filter((sibling) => sibling.startsWith(basename(dataDir) + DRAFT))) {
    // The initdb of a killed program may still write: what it leaves is removed by the next start.
    await rm(join(dirname(dataDir), name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

/** The superuser's password of the cluster in a folder; undefined when the file that keeps it is not there. */
export async function readPassword(dataDir: string): Promise<string | undefined> {
  const text = await readFile(passwordFile(dataDir), 'utf8').catch(undefinedIfAbsent);
  return text?.trim();
}

function passwordFile(dataDir: string): string {
  return `${dataDir}.password`;
}

async function writeSecret(file: string, content: string, account: Account | undefined): Promise<void> {
  await rm(file, { force: true });
  await writeFile(file, `${content}\n`, { mode: 0o600, flag: 'wx' });
  await giveTo(file, account);
}

async function giveTo(path: string, account: Account | undefined): Promise<void> {
  if (account !== undefined) await chown(path, account.uid, account.gid);
}

function emptyIfAbsent(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

function undefinedIfAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
