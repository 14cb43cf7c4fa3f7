import type { InputError } from '../platform/errors.ts';

/** The version that If-Match names; null without the header. What is not exactly one strong tag is reported. */
export function parseIfMatch(header: string | null, errors: InputError[]): number | null {
  if (header === null) return null;
  const version = /^"(\d{1,10})"$/.exec(header.trim())?.[1];
  if (version !== undefined) return Number(version);
  errors.push({ in: 'header', pointer: '/If-Match', message: whatIsWrong(header) });
  return null;
}

function whatIsWrong(header: string): string {
  if (header.trim() === '*') return 'If-Match: * is not taken; name the version that you have read, such as "3".';
  if (header.includes(',')) return 'If-Match must name one version, such as "3", not a list.';
  return 'If-Match must be the ETag of the record as you have read it, such as "3" with its quotes.';
}
