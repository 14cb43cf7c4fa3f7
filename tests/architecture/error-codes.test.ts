import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorMeanings } from '../../shared/platform/error-meanings.ts';
import { errorCodes } from '../../shared/platform/errors.ts';

const root = join(import.meta.dirname, '../..');
const sources = globSync('{functions,shared}/**/*.ts', { cwd: root })
  .filter((file) => !file.endsWith('.test.ts') && !file.includes('testing'))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

/** `new AppError('code', …)`, and the table of database faults. */
const raised = sources.flatMap(({ text }) =>
  [...text.matchAll(/new AppError\(\s*'(\w+)'|\w: \{ code: '(\w+)', message:/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  ),
);

describe('the codes of problems', () => {
  it('are each raised somewhere, and no other is', () => {
    expect([...new Set(raised)].sort()).toEqual(Object.keys(errorCodes).sort());
  });

  it('are literal where they are raised, but for the table of database faults', () => {
    const computed = sources.filter(({ text }) => /new AppError\(\s*[^'\s)]/.test(text)).map(({ file }) => file);
    expect(computed.map((file) => file.replaceAll('\\', '/')).sort()).toEqual([
      'shared/http/openapi-problems.ts',
      'shared/http/problem.ts',
    ]);
  });

  it('are each explained: what it means, what to do, in whole sentences', () => {
    expect(Object.keys(errorMeanings)).toEqual(Object.keys(errorCodes));
    for (const { meaning, remedy } of Object.values(errorMeanings)) {
      expect([meaning, remedy].filter((text) => !/^[A-Z`].{15,}\.$/.test(text))).toEqual([]);
    }
  });
});
