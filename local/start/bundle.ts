import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isSource } from '../build-id.ts';

const run = promisify(execFile);

/** What the bundle is made of: a change here, or to a package, makes it stale. */
const sources = ['functions', 'shared'];
const singles = ['package-lock.json', 'local/build.ts', 'local/build-id.ts'];
const stamp = 'dist/.built-from';

/** Builds dist/ when a source has changed since it was built; answers whether it did. Rejects with the builder's words. */
export async function ensureBundle(root: string): Promise<boolean> {
  const [now, built] = await Promise.all([fingerprint(root), readFile(join(root, stamp), 'utf8').catch(() => '')]);
  if (now === built) return false;
  // In a process of its own: the builder's memory is not kept for as long as the API runs.
  await run(process.execPath, ['local/build.ts'], { cwd: root }).catch((error: unknown) => {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new Error(`The bundle could not be built.\n${said.trim()}`, { cause: error });
  });
  await writeFile(join(root, stamp), now);
  return true;
}

/** Names, sizes and times of the sources: enough to notice a change, and read within milliseconds. */
async function fingerprint(root: string): Promise<string> {
  const listed = await Promise.all(
    sources.map(async (folder) => {
      const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
      return entries.filter(isBundled).map((entry) => join(entry.parentPath, entry.name));
    }),
  );
  const files = [...listed.flat(), ...singles.map((file) => join(root, file))].sort();
  const facts = await Promise.all(
    files.map(async (file) => {
      const { size, mtimeMs } = await stat(file);
      return `${file} ${size} ${mtimeMs}`;
    }),
  );
  return createHash('sha256').update(facts.join('\n')).digest('hex');
}

function isBundled(entry: { readonly name: string; isFile(): boolean }): boolean {
  return entry.isFile() && isSource(entry.name);
}
