import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { readJsonFile } from './json-file.ts';

const packageJson = z.object({ main: z.string().optional() });

/**
 * Loads the files that `main` of the folder's package.json names (it may be a glob), in order of their paths. Throws when
 * there is no `main`, when it matches no file, and whatever a file throws.
 */
export async function loadMain(root: string): Promise<void> {
  const main = (await readJsonFile(join(root, 'package.json'), packageJson))?.main;
  if (main === undefined) throw new Error(`${join(root, 'package.json')} names no "main".`);
  const files: string[] = [];
  for await (const file of glob(main, { cwd: root })) files.push(file);
  if (files.length === 0) throw new Error(`No file matches "main": "${main}" in ${root}. Has the app been built?`);
  for (const file of files.sort()) await import(pathToFileURL(join(root, file)).href);
}
