import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who may call a function: anyone, the holder of a key, or only the holder of the master key. */
export type AuthLevel = 'anonymous' | 'function' | 'admin';

/** The keys of the app. */
export interface HostKeys {
  readonly master: string;
  /** Opens every `function`-level function. */
  readonly host?: string | undefined;
  /** Keys of single functions, by function name. */
  readonly functions?: Readonly<Record<string, string>> | undefined;
}

/** A new random key. */
export function createKey(): string {
  return randomBytes(32).toString('base64url');
}

/** The key that a request presents: the `x-functions-key` header beats `?code=`, even when the header's is wrong. */
export function presentedKey(header: string | undefined, query: URLSearchParams): string | undefined {
  return header ?? query.get('code') ?? undefined;
}

/** Whether a key opens a level; for `function`, the named function's key, the host key and the master key do. */
export function opens(keys: HostKeys, level: AuthLevel, key: string | undefined, functionName?: string): boolean {
  if (level === 'anonymous') return true;
  if (key === undefined) return false;
  if (isSame(key, keys.master)) return true;
  if (level === 'admin') return false;
  const own = functionName === undefined ? undefined : keys.functions?.[functionName];
  return [keys.host, own].some((candidate) => candidate !== undefined && isSame(key, candidate));
}

function isSame(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
