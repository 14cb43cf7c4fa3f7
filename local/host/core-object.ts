import type {
  CoreInvocationContext,
  FunctionCallback,
  FunctionMetadata,
  LogCategory,
  LogLevel,
  ProgrammingModel,
} from './core-types.ts';
import { createFunctionRegistry, type FunctionRegistry } from './function-registry.ts';
import { createHooks, Disposable, type HookCallback, type Hooks } from './hooks.ts';
import { errorMessage, type HostLog } from './host-log.ts';

/** What `require('@azure/functions-core')` gives to the library. */
export interface CoreApi {
  readonly version: string;
  readonly hostVersion: string;
  readonly Disposable: typeof Disposable;
  readonly log: (level: LogLevel, category: LogCategory, message: string) => void;
  readonly setProgrammingModel: (model: ProgrammingModel) => void;
  readonly getProgrammingModel: () => ProgrammingModel | undefined;
  readonly registerFunction: (metadata: FunctionMetadata, callback: FunctionCallback) => Disposable;
  readonly registerHook: (name: string, callback: HookCallback) => Disposable;
}

/** The app seen from the host: what it registered, and how to write its log through its own log hooks. */
export interface App {
  readonly api: CoreApi;
  readonly registry: FunctionRegistry;
  readonly hooks: Hooks;
  /** Logs for one invocation (or for the app without one), after the log hooks had their say. */
  log(level: LogLevel, category: LogCategory, message: string, invocation?: InvocationLogScope): void;
  /** Logs for the host itself: the app's log hooks do not see it. */
  readonly write: HostLog;
  /** The registered programming model; throws when the app loaded without `@azure/functions`. */
  model(): ProgrammingModel;
}

/** What a log entry of an invocation carries. */
export interface InvocationLogScope {
  readonly core: CoreInvocationContext;
  readonly hookData: Record<string, unknown>;
  /** The library's InvocationContext, once it exists. */
  readonly context: unknown;
}

/** The version of the real worker whose behaviour this host follows. */
const workerVersion = '3.9.0';
/** The version of the real host whose behaviour this host follows. */
export const hostVersion = '4.1037.0';

/** A fresh app with the core object that the library will be given. */
export function createApp(write: HostLog): App {
  const registry = createFunctionRegistry();
  const hooks = createHooks();
  let programmingModel: ProgrammingModel | undefined;

  const log: App['log'] = (level, category, message, invocation) => {
    const context = {
      level,
      message,
      category,
      hookData: invocation?.hookData ?? {},
      appHookData: hooks.appHookData,
      invocationContext: invocation?.context,
    };
    try {
      hooks.runLog(context);
    } catch (error) {
      write({ level: 'error', category: 'host', message: `A log hook failed: ${errorMessage(error)}` });
    }
    const origin =
      invocation === undefined
        ? {}
        : { invocationId: invocation.core.invocationId, functionName: invocation.core.metadata.name };
    write({ level: context.level, category, message: context.message, ...origin });
  };

  const api: CoreApi = {
    version: workerVersion,
    hostVersion,
    Disposable,
    log: (level, category, message) => log(level, category, message),
    setProgrammingModel: (model) => void (programmingModel = model),
    getProgrammingModel: () => programmingModel,
    registerFunction: (metadata, callback) => new Disposable(registry.register(metadata, callback)),
    registerHook: (name, callback) => hooks.register(name, callback),
  };

  return {
    api,
    registry,
    hooks,
    log,
    write,
    model() {
      if (programmingModel === undefined) {
        throw new Error(
          'The app registered nothing: it does not use @azure/functions, or it was imported before the host started.',
        );
      }
      return programmingModel;
    },
  };
}
