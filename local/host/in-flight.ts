/** What is under way, by a label for the reader of the log. */
export interface InFlight {
  /** Counts this work until it settles. */
  track(label: string, work: Promise<unknown>): void;
  /** Resolves when nothing is under way, or after `limitMs` with the labels of what still is. */
  idle(limitMs: number): Promise<readonly string[]>;
}

/** Nothing under way. */
export function createInFlight(): InFlight {
  const underWay = new Map<Promise<unknown>, string>();
  let onIdle: (() => void)[] = [];

  const settle = (work: Promise<unknown>): void => {
    underWay.delete(work);
    if (underWay.size > 0) return;
    for (const wake of onIdle) wake();
    onIdle = [];
  };

  return {
    track(label, work) {
      underWay.set(work, label);
      work.then(
        () => settle(work),
        () => settle(work),
      );
    },
    async idle(limitMs) {
      if (underWay.size > 0) {
        const limit = Promise.withResolvers<void>();
        const handle = setTimeout(limit.resolve, limitMs);
        onIdle.push(limit.resolve);
        await limit.promise;
        clearTimeout(handle);
      }
      return [...underWay.values()];
    },
  };
}
