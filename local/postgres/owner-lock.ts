import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { identifyProcess } from './process-identity.ts';
import { DataFolderInUseError, PostgresStartError } from './start-errors.ts';

/** The right to run a server on one data folder, held until released or until this process ends. */
export interface OwnerLock {
  /** Gives the folder free. Safe to call twice. */
  release(): Promise<void>;
}

interface Owner {
  readonly pid: number;
  /** See ProcessIdentity.started; empty when the system would not tell. */
  readonly started: string;
}

const ATTEMPTS = 10;

/**
 * Takes the owner lock of a data folder: a file beside it, `<dataDir>.owner`, that names this process by pid and start,
 * so that neither a process killed hard nor a reused pid keeps the folder locked.
 *
 * @throws DataFolderInUseError when a live process owns it, this one included.
 */
export async function takeOwnerLock(dataDir: string): Promise<OwnerLock> {
  const file = `${dataDir}.owner`;
  const draft = `${file}.${randomUUID()}`;
  const started = (await identifyProcess(process.pid))?.started ?? '';
  const mine = JSON.stringify({ pid: process.pid, started, token: randomUUID() });
  // Linking a finished draft makes the lock appear whole or not at all, so no reader ever meets a half-written one.
  await writeFile(draft, mine, { mode: 0o644 });
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (await linked(draft, file)) return { release: () => removeIfHolding(file, mine) };
      const found = await readIfThere(file);
      if (found === undefined) continue;
      const owner = parseOwner(found);
      if (owner !== undefined && (await isAlive(owner))) throw new DataFolderInUseError(dataDir, owner.pid);
      await removeIfHolding(file, found);
    }
    throw new PostgresStartError(
      `The lock file ${file} keeps changing: several programs start on this folder at once.`,
    );
  } finally {
    await rm(draft, { force: true });
  }
}

async function linked(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseOwner(text: string): Owner | undefined {
  try {
    const value = JSON.parse(text) as Partial<Owner> | null;
    if (!Number.isSafeInteger(value?.pid)) return undefined;
    return { pid: Number(value?.pid), started: value?.started ?? '' };
  } catch {
    return undefined;
  }
}

async function isAlive(owner: Owner): Promise<boolean> {
  const now = await identifyProcess(owner.pid);
  if (now === undefined) return false;
  // A process the system does not tell about may be the owner: the folder is then left alone.
  return now.started === '' || owner.started === '' || now.started === owner.started;
}

/** Removes the lock, unless another process took it over since `content` was read: it then gets it back. */
async function removeIfHolding(file: string, content: string): Promise<void> {
  if ((await readIfThere(file)) !== content) return;
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== content) await linked(aside, file);
  await rm(aside, { force: true });
}
