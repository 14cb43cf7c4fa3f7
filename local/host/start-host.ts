import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { consoleLog, describeError, type HostLog } from './host-log.ts';
import { readHostJson } from './host-json.ts';
import { createInFlight, type InFlight } from './in-flight.ts';
import type { IndexedFunction } from './indexed-functions.ts';
import { createKey } from './keys.ts';
import { listenOn } from './listening.ts';
import { handleRequest, type RequestSurroundings } from './request-handler.ts';
import { fullRoute } from './route-table.ts';
import { loadApp } from './running-app.ts';
import { applySettings, choosePort, readLocalSettings } from './settings.ts';
import { startTimers } from './timers.ts';

/** How to run an app. */
export interface HostOptions {
  /** Folder with host.json and package.json (its `main` glob is loaded). */
  readonly root: string;
  /** Loads the app instead of package.json's `main` (tests load sources in-process, for coverage). */
  readonly load?: () => Promise<unknown>;
  /** 0 = any free port. Default: env PORT, else local.settings.json Host.LocalHttpPort, else 7071. */
  readonly port?: number;
  /** The address to listen on. Default `127.0.0.1`: only where something else guards the way in (a container) another one. */
  readonly address?: string;
  /** `schedule` (default) fires timers by their NCRONTAB; `manual` only by fireTimer or the admin endpoint. */
  readonly timers?: 'schedule' | 'manual';
  /** Keeps the timers' status between starts, so that a missed run is caught up. Default: in memory only. */
  readonly timerStatusFile?: string;
  /** Enforce function keys (authLevel function and admin, `/admin/*`). Default false, as the Core Tools. */
  readonly enforceKeys?: boolean;
  /** Default: random, told by RunningHost. */
  readonly masterKey?: string;
  /** Opens every `function`-level function. Default: none. */
  readonly hostKey?: string;
  /** Keys of single functions by name. Default: none. */
  readonly functionKeys?: Readonly<Record<string, string>>;
  /** Host-side routes, tried before functions; undefined passes the request on (its body must be left unread then). */
  readonly localRoutes?: (request: Request) => Promise<Response | undefined>;
  /** Default: the console. */
  readonly log?: HostLog;
  /** A handler that has not answered after this is reported by name and the caller gets 500. Default 240_000 ms. */
  readonly answerLimitMs?: number;
  /** How long stop() waits for what is in flight. Default 30_000 ms. */
  readonly stopLimitMs?: number;
}

/** A function as the running host serves it; one with `error` is not served. */
interface ServedFunction {
  readonly name: string;
  readonly kind: 'http' | 'timer';
  readonly route?: string;
  readonly methods?: readonly string[];
  readonly schedule?: string;
  readonly error?: string;
}

/** A running app. */
export interface RunningHost {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly masterKey: string;
  /** Sorted by name: the order in which routes match. */
  readonly functions: readonly ServedFunction[];
  /** Why no function is served, when the app did not load (404 to all) or a route is impossible (503 to all). */
  readonly startupError: Error | undefined;
  /** Runs a timer by hand; resolves when the invocation ended. Never rejects. */
  fireTimer(name: string, pastDue?: boolean): Promise<{ ok: boolean; error?: string }>;
  /** Stops accepting, waits for what is in flight (bounded), runs the appTerminate hooks. Again gives the same promise. */
  stop(): Promise<void>;
}

/**
 * Runs the Functions app of a folder inside this process, as the real host and worker would. One app per process.
 * Throws PortInUseError (listening.ts) when the port is taken, and an Error that names the file when a settings file is not usable.
 */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const log = options.log ?? consoleLog;
  const [settings, hostJson] = await Promise.all([readLocalSettings(options.root), readHostJson(options.root)]);
  const asked = choosePort(options.port, process.env, settings);
  const inFlight = createInFlight();
  const ready = Promise.withResolvers<RequestSurroundings>();
  const { server, refuseNew } = createHttpServer(ready.promise, inFlight);
  // The port first: when it is taken, that shows before the app has done anything.
  const port = await listenOn(server, asked, options.address ?? '127.0.0.1');
  applySettings(settings.values, process.env);
  const load = {
    root: options.root,
    load: options.load,
    routePrefix: hostJson.routePrefix,
    settings: process.env,
    log,
  };
  const loaded = await loadApp(load).catch((error: unknown) => {
    server.close();
    throw error;
  });
  const masterKey = options.masterKey ?? createKey();
  const timers = startTimers({
    app: loaded.app,
    functions: loaded.functions,
    inFlight,
    scheduled: options.timers !== 'manual',
    statusFile: options.timerStatusFile,
    timeoutMs: hostJson.functionTimeoutMs,
  });
  ready.resolve({
    app: loaded.app,
    inFlight,
    customHeaders: hostJson.customHeaders,
    answerLimitMs: options.answerLimitMs ?? 240_000,
    loaded,
    timers,
    port,
    keys:
      options.enforceKeys === true
        ? { master: masterKey, host: options.hostKey, functions: options.functionKeys }
        : undefined,
    localRoutes: options.localRoutes,
  });

  const stop = async (): Promise<void> => {
    timers.stop();
    refuseNew();
    const closed = Promise.withResolvers<void>();
    server.close(() => closed.resolve());
    const left = await inFlight.idle(options.stopLimitMs ?? 30_000);
    if (left.length > 0)
      log({ level: 'warning', category: 'host', message: `Stopped while running: ${left.join(', ')}` });
    const hookContext = { hookData: {}, appHookData: loaded.app.hooks.appHookData };
    await loaded.app.hooks.run('appTerminate', hookContext).catch((error: unknown) => {
      log({ level: 'error', category: 'host', message: `An appTerminate hook failed: ${describeError(error)}` });
    });
    server.closeAllConnections();
    await Promise.all([closed.promise, loaded.proxy?.close()]);
  };
  let stopped: Promise<void> | undefined;

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    masterKey,
    functions: loaded.functions.map((one) => serve(one, hostJson.routePrefix)),
    startupError: loaded.failure?.error,
    fireTimer: (name, pastDue = false) => timers.fire(name, pastDue),
    stop: () => (stopped ??= stop()),
  };
}

function createHttpServer(
  ready: Promise<RequestSurroundings>,
  inFlight: InFlight,
): { server: Server; refuseNew: () => void } {
  let refusing = false;
  const server = createServer({ keepAliveTimeout: 120_000 }, (incoming: IncomingMessage, outgoing: ServerResponse) => {
    // A connection kept alive can still bring a request after the stop began: it gets nothing, as from the real host.
    if (refusing) {
      incoming.socket.destroy();
      return;
    }
    const closed = Promise.withResolvers<void>();
    outgoing.once('close', closed.resolve);
    inFlight.track(`${incoming.method} ${incoming.url}`, closed.promise);
    void ready.then((around) => handleRequest(incoming, outgoing, around));
  });
  return { server, refuseNew: () => void (refusing = true) };
}

function serve(one: IndexedFunction, routePrefix: string): ServedFunction {
  const { name } = one.fn;
  if (one.kind === 'http') {
    return { name, kind: 'http', route: fullRoute(routePrefix, one.route), methods: one.methods };
  }
  if (one.kind === 'timer') return { name, kind: 'timer', schedule: one.scheduleText };
  return { name, kind: one.trigger === 'timerTrigger' ? 'timer' : 'http', error: one.error };
}
