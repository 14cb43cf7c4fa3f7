// `npm run build`: the deployable bundle in dist/. CommonJS, because the Functions worker loads it fastest.
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { buildIdOf } from './build-id.ts';

const root = join(import.meta.dirname, '..');
const pageFiles = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

/**
 * What is a file of its own beside the bundle, by the file's name, and is loaded only where a setting asks for it. Two of them are packages that
 * others import.
 */
const apart = {
  'azure-monitor': { entry: join(root, 'functions/telemetry/azure-monitor.ts'), importedAs: /\/azure-monitor\.ts$/ },
  mssql: { entry: 'mssql', importedAs: /^mssql$/ },
  'azure-identity': { entry: '@azure/identity', importedAs: /^@azure\/identity$/ },
};

const keepApart: Plugin = {
  name: 'keep-apart',
  setup(building) {
    for (const [name, { importedAs }] of Object.entries(apart)) {
      building.onResolve({ filter: importedAs }, ({ kind }) =>
        kind === 'entry-point' ? undefined : { path: `./${name}.cjs`, external: true },
      );
    }
  },
};

/** How whatever runs in a Functions worker is bundled. */
export const workerBundle = {
  absWorkingDir: root,
  outExtension: { '.js': '.cjs' },
  plugins: [keepApart],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  // The core exists only inside the worker; the others are optional parts of pg that are not installed.
  external: ['@azure/functions-core', 'pg-native', 'pg-cloudflare'],
  define: { 'import.meta.dirname': '__dirname' },
  sourcemap: 'linked',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
} satisfies BuildOptions;

/** Bundles `functions/index.ts` to `index.cjs` in `dist`, what is apart beside it, each with its source map, and copies the files of the documentation page. */
export async function buildApp(dist: string): Promise<void> {
  await rm(dist, { recursive: true, force: true });
  await mkdir(join(dist, 'swagger-ui'), { recursive: true });
  const packages = Object.fromEntries(Object.entries(apart).map(([name, { entry }]) => [name, entry]));
  const define = { ...workerBundle.define, FLOWLEDGER_BUILD: JSON.stringify(await buildIdOf(root)) };
  const results = await Promise.all([
    // Names stay: a stack trace can be read without the map, and what keeps names through renaming costs at every call.
    build({ ...workerBundle, define, outdir: dist, entryPoints: { index: join(root, 'functions/index.ts') } }),
    build({ ...workerBundle, outdir: dist, entryPoints: packages, minifyIdentifiers: true, keepNames: true }),
  ]);
  const warnings = results.flatMap((result) => result.warnings);
  if (warnings.length > 0) throw new Error(`The bundle has ${warnings.length} warnings.`);
  const copies = pageFiles.map((file) =>
    copyFile(join(root, 'node_modules', 'swagger-ui-dist', file), join(dist, 'swagger-ui', file)),
  );
  await Promise.all(copies);
}

if (import.meta.main) await buildApp(join(root, 'dist'));
