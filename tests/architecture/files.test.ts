import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const listed = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0');
// A file can be deleted and not yet committed.
const tracked = listed.filter((file) => file !== '' && existsSync(join(root, file)));
const text = tracked.filter((file) => /\.(ts|mjs|cjs|md|json|ya?ml|sh|bicep|cs|csproj)$|^\.ci\//.test(file));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

function lines(file: string): number {
  return read(file).trimEnd().split('\n').length;
}

test('a source file has at most 250 lines', () => {
  const long = tracked.filter((file) => file.endsWith('.ts') && lines(file) > 250);
  expect(long).toEqual([]);
});

test('no file names a folder of somebody’s machine', () => {
  const personal = /(?<![\w.:/-])\/(?:home|root|Users|work)\/\w+|[A-Z]:\\Users\\/;
  expect(text.filter((file) => personal.test(read(file)))).toEqual([]);
});

test('the lock file names no registry', () => {
  expect(read('package-lock.json')).not.toMatch(/"resolved"\s*:\s*"https?:/);
});

test('every package is pinned to one version', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read('package.json')) as Record<
    string,
    Record<string, string>
  >;
  const versions = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+/.test(version))).toEqual([]);
});
