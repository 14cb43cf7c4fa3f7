import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import * as z from 'zod';
import { buildApp } from '../build.ts';
import { zip, type ArchivedFile } from './zip.ts';

/** What was packaged, and where. */
export interface MadePackage {
  /** The archive. */
  readonly file: string;
  /** The same files, unpacked. */
  readonly folder: string;
  /** Of the archive, in bytes. */
  readonly size: number;
  /** Every file in it, sorted by name; sizes in bytes, before compression. */
  readonly entries: readonly { readonly name: string; readonly size: number }[];
}

const packageJson = z.object({
  name: z.string(),
  version: z.string(),
  main: z.string(),
  engines: z.object({ node: z.string() }),
});

/**
 * Builds the app of `root` and writes into `target`, which is emptied first: `app/` with what is deployed and nothing else, the same as
 * `<name>-<version>.zip`, and `maps/`. The source maps stay out of what is deployed: Node reads them only when NODE_OPTIONS asks for it, which
 * no setting of ours does, and they are several times as big as all the rest. Whoever has a stack trace looks them up in `maps/`.
 */
export async function makePackage(root: string, target: string): Promise<MadePackage> {
  await rm(target, { recursive: true, force: true });
  const folder = join(target, 'app');
  await buildApp(join(folder, 'dist'));
  await moveMaps(join(folder, 'dist'), join(target, 'maps'));
  await copyFile(join(root, 'host.json'), join(folder, 'host.json'));
  // No dependencies, since the bundle holds them, and no scripts: nothing may be installed or run where it is deployed.
  const described = packageJson.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(described, null, 2)}\n`);
  const files = await filesOf(folder);
  const archive = zip(files);
  const file = join(target, `${described.name}-${described.version}.zip`);
  await writeFile(file, archive);
  const entries = files.map(({ name, bytes }) => ({ name, size: bytes.length }));
  return { file, folder, size: archive.length, entries };
}

async function moveMaps(dist: string, maps: string): Promise<void> {
  await mkdir(maps, { recursive: true });
  const found = (await readdir(dist)).filter((name) => name.endsWith('.map'));
  await Promise.all(found.map((name) => rename(join(dist, name), join(maps, name))));
}

async function filesOf(folder: string): Promise<readonly ArchivedFile[]> {
  const listed = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = listed.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = paths.map(async (path) => ({
    name: relative(folder, path).replaceAll(sep, '/'),
    bytes: new Uint8Array(await readFile(path)),
  }));
  return (await Promise.all(files)).sort((a, b) => (a.name < b.name ? -1 : 1));
}
