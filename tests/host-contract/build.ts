// `npm run contract:build`: the contract app as a folder that the Core Tools, Azure and the local host can run.
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { contractSettings } from './app/settings.ts';

const source = join(import.meta.dirname, 'app');

/** Bundles the app into `folder`, with the settings that it needs on a developer's machine. */
export async function buildContractApp(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: [join(source, 'index.ts')],
    outfile: join(folder, 'index.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['@azure/functions-core'],
    logLevel: 'warning',
  });
  const platform = { FUNCTIONS_WORKER_RUNTIME: 'node', AzureWebJobsStorage: 'UseDevelopmentStorage=true' };
  const settings = { IsEncrypted: false, Values: { ...platform, ...contractSettings } };
  await Promise.all([
    copyFile(join(source, 'host.json'), join(folder, 'host.json')),
    writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ name: 'host-contract', private: true, main: 'index.cjs' }),
    ),
    writeFile(join(folder, 'local.settings.json'), JSON.stringify(settings, null, 2)),
  ]);
}

if (import.meta.main) {
  const folder = process.argv[2] ?? join(import.meta.dirname, '..', '..', '.reports', 'host-contract');
  await buildContractApp(folder);
  console.log(`The contract app is in ${folder}.`);
}
