const hookNames = ['preInvocation', 'postInvocation', 'appStart', 'appTerminate', 'log'] as const;

/** The hooks that the worker offers. */
type HookName = (typeof hookNames)[number];

/** A registered hook: gets the hook's context, may change what the context lets it change. */
export type HookCallback = (context: object) => unknown;

/** A registration that can be taken back. */
export class Disposable {
  readonly #release: () => void;

  constructor(release: () => void) {
    this.#release = release;
  }

  /** Takes the registration back; again has no effect. */
  dispose(): void {
    this.#release();
  }
}

/** The library recognises a hook that the host does not know by exactly this: a RangeError marked as the system's. */
class UnknownHookError extends RangeError {
  readonly isAzureFunctionsSystemError = true;

  constructor(name: string) {
    super(`Unrecognized hook "${name}"`);
  }
}

/** The app's hooks, in the order of their registration. */
export interface Hooks {
  /** Data that all hooks of the app share for its whole life. */
  readonly appHookData: Record<string, unknown>;
  /** Adds a hook. Throws UnknownHookError for a name that the worker does not offer. */
  register(name: string, callback: HookCallback): Disposable;
  /** Runs the hooks of one kind in order, each awaited; the first that throws ends it. */
  run(name: HookName, context: object): Promise<void>;
  /** Runs the log hooks at once. A log line written inside a log hook does not start them again. */
  runLog(context: object): void;
}

/** No hooks yet. */
export function createHooks(): Hooks {
  const registered = new Map<string, HookCallback[]>(hookNames.map((name) => [name, []]));
  let insideLogHook = false;
  return {
    appHookData: {},
    register(name, callback) {
      const callbacks = registered.get(name);
      if (callbacks === undefined) throw new UnknownHookError(name);
      callbacks.push(callback);
      return new Disposable(() => {
        const at = callbacks.indexOf(callback);
        if (at >= 0) callbacks.splice(at, 1);
      });
    },
    async run(name, context) {
      for (const callback of registered.get(name)?.slice() ?? []) await callback(context);
    },
    runLog(context) {
      if (insideLogHook) return;
      insideLogHook = true;
      try {
        for (const callback of registered.get('log')?.slice() ?? []) callback(context);
      } finally {
        insideLogHook = false;
      }
    },
  };
}
