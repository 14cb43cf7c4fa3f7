import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** One spelling per folder, whatever links lead there, so that its lock is one file. Its parent must exist. */
export async function realLocation(dataDir: string): Promise<string> {
  const absolute = resolve(dataDir);
  const itself = await realpath(absolute).catch(() => undefined);
  return itself ?? join(await realpath(dirname(absolute)), basename(absolute));
}
