import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'Dockerfile'), 'utf8');
const messages = (dockerfile: string): readonly unknown[] => validate(dockerfile).map(({ message }) => message);
const target = (name: string): string =>
  new RegExp(`^FROM \\S+ AS ${name}\\n(?:(?!^FROM )[^])*`, 'm').exec(text)?.[0] ?? '';

test('the Dockerfile is valid', () => {
  expect(messages(text)).toEqual([]);
});

test('a Dockerfile that is not would be found', () => {
  expect(messages(text.replace('WORKDIR /src', 'WORKDIRR /src'))).toEqual(['Unknown instruction: WORKDIRR']);
  expect(messages(text.replace('--interval=30s', '--intervall=30s'))).toHaveLength(1);
});

test('what it copies from the repository is there', () => {
  const copied = Array.from(text.matchAll(/^COPY (?!--from)(.+) \S+$/gm), ([, sources = '']) =>
    sources.split(' '),
  ).flat();
  expect(copied).toContain('local');
  expect(copied.filter((source) => !existsSync(join(root, source)))).toEqual([]);
});

test('the image for Azure holds the package where the host looks for it, and nothing else', () => {
  const image = target('functions');
  const folder = /AzureWebJobsScriptRoot=(\S+)/.exec(image)?.[1] ?? '';
  expect(folder).toMatch(/\/site\/wwwroot$/);
  expect(image.match(/^(?:COPY|ADD) .*$/gm)).toEqual([`COPY --from=build /src/package/app ${folder}`]);
});

test('the plain image does not run as root, says whether it lives, and is given no identity provider', () => {
  const plain = target('plain');
  expect(plain).toMatch(/^USER node$/m);
  expect(plain).toMatch(/^HEALTHCHECK /m);
  expect(plain).toMatch(/^CMD \["node", "local\/serve\.ts"/m);
  expect(plain).not.toMatch(/AUTH_\w+=|start\.ts/);
});
