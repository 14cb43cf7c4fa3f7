import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { build, version } from './version.ts';

test('the version is that of package.json', () => {
  const text = readFileSync(join(import.meta.dirname, '../package.json'), 'utf8');
  expect(version).toBe((JSON.parse(text) as { version: string }).version);
});

test('what was not built has no build', () => {
  expect(build).toBeNull();
});
