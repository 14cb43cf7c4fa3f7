// The app between loading and stopping: what it registered, indexed and ready to answer.
import { loadMain } from './app-loader.ts';
import { injectCore } from './core-injection.ts';
import { createApp, type App } from './core-object.ts';
import type { HostLog } from './host-log.ts';
import { errorMessage } from './host-log.ts';
import { indexFunctions, type FunctionIndex } from './indexed-functions.ts';
import { startLibrary, type LibraryProxy } from './library-proxy.ts';
import { buildRouteTable } from './route-table.ts';
import { RouteTemplateError } from './route-template.ts';

/** A loaded app. */
export interface LoadedApp extends FunctionIndex {
  readonly app: App;
  /** Present in streaming mode. */
  readonly proxy: LibraryProxy | undefined;
  /** Why no function is served. `load`: everything is 404; `routes`: everything is 503, as on the real host. */
  readonly failure: { readonly kind: 'load' | 'routes'; readonly error: Error } | undefined;
}

/** How to load. */
interface LoadOptions {
  readonly root: string;
  readonly load: (() => Promise<unknown>) | undefined;
  readonly routePrefix: string;
  readonly settings: Readonly<Record<string, string | undefined>>;
  readonly log: HostLog;
}

/** Loads the app into this process. An app that does not load is an answer with `failure`; a second app per process throws. */
export async function loadApp(options: LoadOptions): Promise<LoadedApp> {
  const app = createApp(options.log);
  injectCore(app.api);
  let proxy: LibraryProxy | undefined;
  try {
    await (options.load?.() ?? loadMain(options.root));
    await app.hooks.run('appStart', {
      hookData: {},
      appHookData: app.hooks.appHookData,
      functionAppDirectory: options.root,
    });
    proxy = await startLibrary(app.model());
    app.registry.lock();
    const index = indexFunctions(app.registry.sorted(), options.routePrefix, options.settings);
    reportFaults(index, options.log);
    return { app, proxy, failure: undefined, ...index };
  } catch (thrown) {
    app.registry.lock();
    const kind = thrown instanceof RouteTemplateError ? 'routes' : 'load';
    const error = thrown instanceof Error ? thrown : new Error(errorMessage(thrown));
    const consequence =
      kind === 'routes' ? 'every request gets 503' : 'no function is loaded and every request gets 404';
    options.log({
      level: 'critical',
      category: 'host',
      message: `The app did not start (${consequence}): ${error.stack}`,
    });
    return { app, proxy, failure: { kind, error }, functions: [], routes: buildRouteTable([], '') };
  }
}

function reportFaults(index: FunctionIndex, log: HostLog): void {
  for (const one of index.functions) {
    if (one.kind !== 'faulty') continue;
    const message = `The "${one.fn.name}" function is in error: ${one.error}`;
    log({ level: 'error', category: 'host', functionName: one.fn.name, message });
  }
}
