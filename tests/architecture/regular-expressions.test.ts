import { globSync } from 'node:fs';
import { join } from 'node:path';
import { check } from 'recheck';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { expressionsOf } from './regular-expressions.ts';

const root = join(import.meta.dirname, '../..');
const files = globSync('{functions,shared}/**/*.ts', { cwd: root }).filter(
  (file) => !file.endsWith('.test.ts') && !file.includes('testing'),
);
const found = files.flatMap((file) => expressionsOf(join(root, file)).map((expression) => ({ ...expression, file })));

/** Not linear by themselves, and fed nothing that a caller chooses the length of. */
const bounded: Readonly<Record<string, string>> = {
  [String.raw`([^/\\]+?):\d+:\d+\)?$`]: 'a frame of a stack: names and paths of our own files',
};

/** What zod itself matches our fields with. */
const ofZod = [z.email(), z.iso.datetime({ offset: true }), z.iso.datetime({ precision: 3 })].map((schema) => ({
  file: 'zod',
  pattern: String((schema._zod.def as { pattern?: RegExp }).pattern?.source),
  flags: '',
}));

describe('regular expressions of what is deployed', () => {
  it('are found at all', () => {
    expect(found.length).toBeGreaterThan(20);
    expect(ofZod.map(({ pattern }) => pattern)).not.toContain('undefined');
  });

  it('are literals: none is made of text at run time', () => {
    expect(found.filter(({ pattern }) => pattern === null)).toEqual([]);
  });

  it('are left out of the next rule only while they exist', () => {
    expect(Object.keys(bounded).filter((pattern) => !found.some((one) => one.pattern === pattern))).toEqual([]);
  });

  it('take linear time, whatever they are given', async () => {
    const flaws: string[] = [];
    for (const { file, pattern, flags } of [...found, ...ofZod]) {
      if (pattern === null || bounded[pattern] !== undefined) continue;
      const { status } = await check(pattern, flags);
      if (status !== 'safe') flaws.push(`${file}: /${pattern}/${flags} is ${status}`);
    }
    expect(flaws).toEqual([]);
  });
});
