import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildIdOf } from './build-id.ts';

const root = join(import.meta.dirname, '..');
const parts = ['functions', 'shared', 'host.json', 'package.json', 'package-lock.json', 'local/build.ts'];
let copy: string;
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'flowledger-build-id-'));
  await mkdir(join(copy, 'local'));
  for (const part of parts) await cp(join(root, part), join(copy, part), { recursive: true });
});
afterAll(() => rm(copy, { recursive: true, force: true }));

test('is the same elsewhere, with other line ends and other tests', async () => {
  const here = await buildIdOf(root);
  expect(here).toMatch(/^[0-9a-f]{12}$/);
  await writeFile(join(copy, 'functions/other.test.ts'), 'anything');
  const text = await readFile(join(copy, 'functions/index.ts'), 'utf8');
  await writeFile(join(copy, 'functions/index.ts'), text.replaceAll('\n', '\r\n'));
  expect(await buildIdOf(copy)).toBe(here);
});

test.each(['functions/index.ts', 'functions/http/examples.json', 'package-lock.json'])(
  'is another one when %s has changed',
  async (file) => {
    const before = await buildIdOf(copy);
    await writeFile(join(copy, file), `${await readFile(join(copy, file), 'utf8')} `);
    expect(await buildIdOf(copy)).not.toBe(before);
  },
);
