import { copyFile, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { workerBundle } from '../../local/build.ts';

/** Bundles a Functions app, `entry` beside this file, into a folder of its own, bundled as the product is. Answers the folder. */
export async function buildBenchApp(entry: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'flowledger-bench-app-'));
  await build({
    ...workerBundle,
    entryPoints: [join(import.meta.dirname, entry)],
    outfile: join(folder, 'index.cjs'),
  });
  await copyFile(join(import.meta.dirname, '../../host.json'), join(folder, 'host.json'));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'bench', private: true, main: 'index.cjs' }));
  return folder;
}
