/** Says when the program is asked to end. */
export interface StopSignal {
  /** Aborted at the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** Resolves then. */
  readonly asked: Promise<void>;
  /** Listens no longer. */
  readonly close: () => void;
}

/** npm passes a Ctrl-C on to a program that has had it from the terminal already: one key press, two signals. */
const echoMs = 1000;

/** How often the parent is looked at. */
const parentCheckMs = 500;

/**
 * Listens for Ctrl-C and SIGTERM from now on. The first asks for an orderly end; a later one ends the process at once, and the next
 * start clears up what it left. Under npm, the end of the parent counts as asking too: a SIGTERM to npm ends the shell between npm and this
 * program, which itself hears nothing.
 */
export function listenForStop(): StopSignal {
  const controller = new AbortController();
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  let first = 0;
  const onSignal = (): void => {
    if (controller.signal.aborted) {
      if (performance.now() - first > echoMs) process.exit(130);
      return;
    }
    first = performance.now();
    controller.abort();
    resolve();
  };
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, onSignal);
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent && !controller.signal.aborted) onSignal();
  }, parentCheckMs);
  watch.unref();
  if (process.env['npm_lifecycle_event'] === undefined) clearInterval(watch);
  return {
    signal: controller.signal,
    asked,
    close() {
      clearInterval(watch);
      for (const name of names) process.off(name, onSignal);
    },
  };
}
