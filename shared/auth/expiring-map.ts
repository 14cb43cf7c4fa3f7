/** A cache of promises by key. */
export interface ExpiringMap<V> {
  /** The kept value, or the one that `make` gives now. A promise that rejects is not kept. */
  get(key: string, make: () => V): V;
  delete(key: string): void;
}

export interface ExpiringMapOptions {
  /** Entries kept at most; the oldest goes first. */
  readonly most: number;
  /** Milliseconds that an entry serves. */
  readonly freshForMs: number;
  /** Monotonic milliseconds. Default: `performance.now`. */
  readonly now?: () => number;
}

/** A bounded cache whose entries expire. */
export function expiringMap<V extends Promise<unknown>>(options: ExpiringMapOptions): ExpiringMap<V> {
  const { most, freshForMs, now = () => performance.now() } = options;
  const entries = new Map<string, { readonly value: V; readonly until: number }>();
  return {
    get(key, make) {
      const kept = entries.get(key);
      if (kept !== undefined && kept.until > now()) return kept.value;
      const entry = { value: make(), until: now() + freshForMs };
      entries.delete(key);
      entries.set(key, entry);
      const oldest = entries.size > most ? entries.keys().next().value : undefined;
      if (oldest !== undefined) entries.delete(oldest);
      entry.value.catch(() => {
        if (entries.get(key) === entry) entries.delete(key);
      });
      return entry.value;
    },
    delete: (key) => void entries.delete(key),
  };
}
