import type { Fence } from './delivery.ts';

/** Renews leases while work is under way. */
export interface LeaseKeeper {
  hold(fences: readonly Fence[]): void;
  release(fences: readonly Fence[]): void;
  /** Stops, after the renewal that may be under way. */
  stop(): Promise<void>;
}

/** Calls `renew` with everything held, every `everyMs`, never twice at once. A failed renewal is told to `onError`. */
export function keepLeases(
  renew: (fences: readonly Fence[]) => Promise<unknown>,
  everyMs: number,
  onError: (error: unknown) => void,
): LeaseKeeper {
  const held = new Set<Fence>();
  let running: Promise<unknown> | null = null;
  const timer = setInterval(() => {
    if (running !== null || held.size === 0) return;
    running = renew([...held])
      .catch(onError)
      .finally(() => {
        running = null;
      });
  }, everyMs);
  return {
    hold: (fences) => fences.forEach((fence) => held.add(fence)),
    release: (fences) => fences.forEach((fence) => held.delete(fence)),
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
