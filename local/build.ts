// `npm run build`: the deployable bundle in dist/. One CommonJS file, because the Functions worker loads it fastest.
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');
const pageFiles = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

/** What sends metrics is a file of its own, loaded only where a setting asks for it. */
const metricsFile = 'azure-monitor';
const apart: Plugin = {
  name: 'apart',
  setup(building) {
    building.onResolve({ filter: new RegExp(`/${metricsFile}\\.ts$`) }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: `./${metricsFile}.cjs`, external: true } : undefined,
    );
  },
};

/** Bundles `functions/index.ts` to `index.cjs` in `dist` with its source map, `azure-monitor.cjs` beside it, and copies the files of the documentation page. */
export async function buildApp(dist: string): Promise<void> {
  await rm(dist, { recursive: true, force: true });
  await mkdir(join(dist, 'swagger-ui'), { recursive: true });
  const result = await build({
    entryPoints: {
      index: join(root, 'functions/index.ts'),
      [metricsFile]: join(root, `functions/telemetry/${metricsFile}.ts`),
    },
    outdir: dist,
    outExtension: { '.js': '.cjs' },
    plugins: [apart],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    // The core exists only inside the worker; the others are optional parts of pg that are not installed.
    external: ['@azure/functions-core', 'pg-native', 'pg-cloudflare'],
    define: { 'import.meta.dirname': '__dirname' },
    sourcemap: 'linked',
    minifyWhitespace: true,
    keepNames: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  if (result.warnings.length > 0) throw new Error(`The bundle has ${result.warnings.length} warnings.`);
  const copies = pageFiles.map((file) =>
    copyFile(join(root, 'node_modules', 'swagger-ui-dist', file), join(dist, 'swagger-ui', file)),
  );
  await Promise.all(copies);
}

if (import.meta.main) await buildApp(join(root, 'dist'));
