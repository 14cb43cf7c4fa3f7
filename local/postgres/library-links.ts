import { access, readFile, symlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

/**
 * Makes the symbolic links among the shared libraries in `<native>/lib` that `<native>/pg-symlinks.json` lists and that are
 * missing: npm packages carry no links, so an install script makes them, and scripts are often not allowed to run.
 */
export async function addMissingLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as readonly { source: string; target: string }[]) {
    const link = resolve(native, '..', target);
    if (await exists(link)) continue;
    await symlink(basename(source), link).catch(ignoreExisting);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
