import { createHash } from 'node:crypto';
import { AppError } from '../platform/errors.ts';

/** What a write under an Idempotency-Key is known by. Its scope is one caller of one organisation at one endpoint. */
export interface IdempotencyScope {
  readonly orgId: number;
  readonly principalId: string;
  /** The endpoint's name. */
  readonly route: string;
  readonly key: string;
  /** Tells whether a second request with the key is the same one. */
  readonly fingerprint: string;
}

/** The header's value: 1–200 printable ASCII characters; null without the header. Throws `invalid_input`. */
export function idempotencyKey(headers: Headers): string | null {
  const key = headers.get('idempotency-key');
  if (key === null || /^[\x21-\x7e]{1,200}$/.test(key)) return key;
  const message = 'Idempotency-Key must be 1 to 200 printable ASCII characters without blanks.';
  throw new AppError('invalid_input', message, { errors: [{ in: 'header', pointer: '/Idempotency-Key', message }] });
}

/** SHA-256, in hex, over method, path, query (in any order), If-Match, Prefer and the body's bytes. */
export function requestFingerprint(
  method: string,
  url: URL,
  preconditions: readonly (string | null)[],
  body: Uint8Array,
): string {
  const query = [...url.searchParams].sort(([a], [b]) => (a < b ? -1 : 1));
  const head = JSON.stringify([method, url.pathname, query, ...preconditions]);
  return createHash('sha256').update(head).update('\n').update(body).digest('hex');
}
