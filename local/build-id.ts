import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** What the package is made of. */
const folders = ['functions', 'shared'];
const singles = ['host.json', 'package.json', 'package-lock.json', 'local/build.ts'];

/**
 * A short name of what `npm run package` makes of these sources: the same for the same sources on every machine, known without building. A lock file
 * stands for the packages. Tests are left out, and how lines end makes no difference.
 */
export async function buildIdOf(root: string): Promise<string> {
  const listed = await Promise.all(
    folders.map((folder) => readdir(join(root, folder), { recursive: true, withFileTypes: true })),
  );
  const sources = listed
    .flat()
    .filter((entry) => entry.isFile() && isSource(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
  const hash = createHash('sha256');
  for (const name of [...sources, ...singles].sort()) {
    const text = await readFile(join(root, name), 'utf8');
    hash.update(JSON.stringify([name, text.replaceAll('\r\n', '\n')]));
  }
  return hash.digest('hex').slice(0, 12);
}

/** Whether a file of the sources' folders, by its name, can become part of the bundle. */
export function isSource(name: string): boolean {
  return /(?<!\.test)\.(?:ts|json)$/.test(name);
}
