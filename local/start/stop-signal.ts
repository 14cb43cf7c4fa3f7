/** Says when the program is asked to end. */
export interface StopSignal {
  /** Aborted at the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** Resolves then. */
  readonly asked: Promise<void>;
}

/** npm passes a Ctrl-C on to a program that has had it from the terminal already: one key press, two signals. */
const echoMs = 1000;

/**
 * Listens for Ctrl-C and SIGTERM from now on. The first asks for an orderly end; a later one ends the process at once, and the next
 * start clears up what it left.
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
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  return { signal: controller.signal, asked };
}
