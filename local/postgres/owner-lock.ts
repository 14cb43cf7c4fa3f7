import { randomUUID } from 'node:crypto';
import { readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identifyProcess } from './process-identity.ts';
import { DataFolderInUseError } from './start-errors.ts';

/** The right to run a server on one data folder, held until released or until this process ends. */
export interface OwnerLock {
  /** Gives the folder free. Safe to call twice. */
  release(): Promise<void>;
}

interface Claim {
  readonly file: string;
  readonly pid: number;
  /** See ProcessIdentity.started; empty when the system would not tell. */
  readonly started: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const POLL_MS = 20;
const YIELD_MS = 2000;

/**
 * Takes the owner lock of a data folder. Each program that wants it puts down a claim, a file of its own beside the folder
 * (`<dataDir>.owner-…`) naming it by pid and start, and only then looks for others: of two at once at least one sees the other.
 * The earlier claim stays, the later is withdrawn. Claims of dead processes, also those whose pid
 * was reused, count for nothing and are removed; as no two claims share a name, that cannot hit a live one.
 *
 * @throws DataFolderInUseError when a live process owns it, this one included.
 */
export async function takeOwnerLock(dataDir: string): Promise<OwnerLock> {
  const mine = await putDown(dataDir);
  const release = () => rm(mine.file, { force: true });
  try {
    for (;;) {
      const [rival] = await liveRivals(dataDir, mine);
      if (rival === undefined) return { release };
      // A later claim that has seen ours is about to go; one that had not seen ours yet has the folder and stays.
      if (isEarlier(rival, mine) || Date.now() > mine.at + YIELD_MS) throw new DataFolderInUseError(dataDir, rival.pid);
      await delay(POLL_MS);
    }
  } catch (error) {
    await release();
    throw error;
  }
}

async function putDown(dataDir: string): Promise<Claim> {
  const name = randomUUID();
  const draft = `${dataDir}.claim-${name}`;
  const file = `${dataDir}${MARK}${name}`;
  const started = (await identifyProcess(process.pid))?.started ?? '';
  const claim = { pid: process.pid, started, at: Date.now() };
  // Renamed when finished, so that no reader meets a half-written claim.
  await writeFile(draft, JSON.stringify(claim), { mode: 0o644 });
  await rename(draft, file);
  return { file, ...claim };
}

const MARK = '.owner-';

/** The claims of other live holders, earliest first. */
async function liveRivals(dataDir: string, mine: Claim): Promise<Claim[]> {
  const folder = dirname(dataDir);
  const names = (await readdir(folder)).filter((name) => name.startsWith(basename(dataDir) + MARK));
  const rivals: Claim[] = [];
  for (const file of names.map((name) => join(folder, name))) {
    if (file === mine.file) continue;
    const claim = await readClaim(file);
    if (claim !== undefined && (await isAlive(claim))) rivals.push(claim);
    else await rm(file, { force: true });
  }
  return rivals.sort((a, b) => (isEarlier(a, b) ? -1 : 1));
}

function isEarlier(a: Claim, b: Claim): boolean {
  return a.at < b.at || (a.at === b.at && a.file < b.file);
}

/** Undefined when it was withdrawn meanwhile, or is not a claim. */
async function readClaim(file: string): Promise<Claim | undefined> {
  const text = await readFile(file, 'utf8').catch(emptyIfAbsent);
  try {
    const value = JSON.parse(text) as Partial<Claim> | null;
    if (!Number.isSafeInteger(value?.pid)) return undefined;
    return { file, pid: Number(value?.pid), started: value?.started ?? '', at: value?.at ?? 0 };
  } catch {
    return undefined;
  }
}

function emptyIfAbsent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}

async function isAlive(claim: Claim): Promise<boolean> {
  const now = await identifyProcess(claim.pid);
  if (now === undefined) return false;
  // A process the system does not tell about may be the owner: the folder is then left alone.
  return now.started === '' || claim.started === '' || now.started === claim.started;
}
