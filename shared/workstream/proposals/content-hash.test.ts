import { describe, expect, it } from 'vitest';
import { contentHash } from './content-hash.ts';

describe('the hash of a proposal', () => {
  it('is the same for texts that read the same: Unicode form and line ends', () => {
    const composed = [{ heading: 'Café', body: 'a\r\nb' }];
    const decomposed = [{ heading: 'Cafe\u0301', body: 'a\nb' }];
    expect(contentHash(composed)).toBe(contentHash(decomposed));
  });

  it('tells apart where one section ends and the next begins', () => {
    expect(contentHash([{ heading: 'ab', body: 'c' }])).not.toBe(contentHash([{ heading: 'a', body: 'bc' }]));
    expect(contentHash([])).not.toBe(contentHash([{ heading: '', body: '' }]));
  });

  it('is SHA-256 in hex over the JSON of the pairs', () => {
    // printf '[["A","B"]]' | sha256sum
    expect(contentHash([{ heading: 'A', body: 'B' }])).toBe(
      'fb81a7006b9efb28816d8fd6354584452c77660c0b7d87dfad8139e18c85c705',
    );
  });
});
