import { createHash } from 'node:crypto';

/** One section of a proposal. */
export interface Section {
  readonly heading: string;
  readonly body: string;
}

/**
 * SHA-256 in hex over the canonical form of the sections: JSON of `[heading, body]` pairs, texts in Unicode NFC with `\n` line ends, in UTF-8. Two texts
 * that read the same hash the same.
 */
export function contentHash(sections: readonly Section[]): string {
  const canonical = sections.map(({ heading, body }) => [canonicalText(heading), canonicalText(body)]);
  return createHash('sha256').update(JSON.stringify(canonical), 'utf8').digest('hex');
}

const canonicalText = (text: string): string => text.normalize('NFC').replaceAll('\r\n', '\n');
