import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { endpoints } from '../../functions/http/all.ts';
import { settingShape } from '../../shared/platform/config.ts';
import { headings, operatorPages, page, read, root } from './pages.ts';

const inPages = (pattern: RegExp): readonly string[] =>
  operatorPages.flatMap(({ name, text }) => [...text.matchAll(pattern)].map((match) => `${name}: ${match[1] ?? ''}`));
const subject = (found: string): string => found.slice(found.indexOf(': ') + 2);
const all = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map((match) => match[1] ?? '');

test('every endpoint exists', () => {
  const known = new Set(endpoints.map(({ method, route }) => `${method} /${route.replaceAll(/:\w+}/g, '}')}`));
  const named = inPages(/\b((?:GET|POST|PUT|PATCH|DELETE) \/[\w/{}.-]*)/g);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((it) => !known.has(subject(it)))).toEqual([]);
});

/** What the commands of the pages keep for themselves. */
const shellVariables = ['API_OBJECT', 'CLIENT_OBJECT'];

test('every setting exists, in the app, in the templates or in the workflows', () => {
  const workflows = ['deploy', 'deploy-to', 'pull-request'].map((name) => read(`.github/workflows/${name}.yml`));
  const known = new Set([
    ...Object.keys(settingShape),
    ...all(read('infra/main.bicepparam'), /readEnvironmentVariable\('(\w+)'/g),
    ...all(read('infra/main.bicep'), /^output (\w+) /gm),
    ...workflows.flatMap((text) => all(text, /\bvars\.(\w+)/g)),
    ...shellVariables,
  ]);
  const named = inPages(/(?<!\w)([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b(?!\()/g);
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((it) => !known.has(subject(it)))).toEqual([]);
});

test('every npm script exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
  const named = inPages(/\bnpm run (?:--silent )?([\w:-]+)/g);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((it) => !(subject(it) in scripts))).toEqual([]);
});

test('every file of the repository that is named is there', () => {
  const named = inPages(/`((?:\.github|docs|functions|infra|local|shared|tests)\/[\w./-]+)`/g);
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((it) => !existsSync(join(root, subject(it))))).toEqual([]);
});

test('every link leads to a page and a heading', () => {
  const broken = operatorPages.flatMap(({ name, text }) =>
    all(text, /\]\(([^)\s]+)\)/g)
      .filter((link) => !leadsSomewhere(name, link))
      .map((link) => `${name}: ${link}`),
  );
  expect(broken).toEqual([]);
});

function leadsSomewhere(from: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? from : join(dirname(from), path);
  if (!existsSync(join(root, file))) return false;
  return anchor === undefined || headings({ name: file, text: read(file) }).some((it) => anchorOf(it) === anchor);
}

/** As GitHub makes it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

test('every alert names a section that is there, and the page lists every alert', () => {
  const source = read('infra/modules/alerts.bicep');
  const sections = all(source, /docs\/operations\.md, "([^"]+)"/g);
  expect(sections.length).toBeGreaterThanOrEqual(5);
  expect(sections.filter((it) => !headings(page('docs/operations.md')).includes(it))).toEqual([]);
  const alerts = [...all(source, /^ {4}name: '([\w-]+)'$/gm), ...all(source, /name: '\$\{namePrefix\}-(sql-[\w-]+)'/g)];
  expect(alerts.length).toBe(sections.length);
  expect(alerts.filter((it) => !page('docs/operations.md').text.includes(`| ${it} `))).toEqual([]);
});
