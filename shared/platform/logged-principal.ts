import { createHash } from 'node:crypto';

/**
 * A token's subject as a log shows it: itself when it is a plain id, else (some identity providers use e-mail addresses or names) the
 * first half of its SHA-256, so that the lines of one caller can still be found together.
 */
export function loggedPrincipal(subject: string | null): string | null {
  if (subject === null || /^[\w.:-]{1,128}$/.test(subject)) return subject;
  return `sha256:${createHash('sha256').update(subject).digest('hex').slice(0, 32)}`;
}
