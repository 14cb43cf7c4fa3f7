import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { blocks, code, page, read, root, tableBelow } from './pages.ts';

const deployment = page('docs/operations/first-deployment.md');

test('every value that the templates read from the environment is told with its default', () => {
  const reads = [...read('infra/main.bicepparam').matchAll(/readEnvironmentVariable\('(\w+)', (?:'([^']*)'|[^)])/g)];
  const rows = new Map(
    tableBelow(deployment, '## The environment').map((row) => [code(row[0])[0] ?? '', row[2] ?? '']),
  );
  expect([...rows.keys()].toSorted()).toEqual([...new Set(reads.map((match) => match[1] ?? ''))].toSorted());
  const untold = reads
    .map((match) => ({ name: match[1] ?? '', fallback: match[2] ?? '' }))
    .filter(({ fallback }) => fallback !== '' && !/^[0-]+$/.test(fallback.replace('0', '')))
    .filter(({ name, fallback }) => !(rows.get(name) ?? '').includes(`\`${fallback}\``));
  expect(untold).toEqual([]);
});

test('every resource provider that the templates use is registered', () => {
  const templates = ['infra/main.bicep', ...globSync('infra/modules/*.bicep', { cwd: root })].map(read).join('\n');
  const used = [...templates.matchAll(/'(Microsoft\.\w+)\/\w+/g)].map((match) => match[1] ?? '');
  const builtIn = ['Microsoft.Authorization', 'Microsoft.Resources'];
  const command = blocks('sh', [deployment]).find(({ text }) => text.includes('az provider register'))?.text ?? '';
  const registered = [...command.matchAll(/Microsoft\.\w+/g)].map(([name]) => name);
  expect(registered.toSorted()).toEqual([...new Set(used)].filter((it) => !builtIn.includes(it)).toSorted());
});

test('the azd version is the one that azure.yaml asks for', () => {
  const [, version = ''] = /azd: '>= ([\d.]+)'/.exec(read('azure.yaml')) ?? [];
  expect(deployment.text).toContain(`\`azd\` ${version} or newer`);
});

test('the profiles are as infra/profiles.bicep has them', () => {
  const source = read('infra/profiles.bicep');
  const [dev = '', prod = ''] = source.split('var prod');
  const value = (text: string, name: string): string =>
    (new RegExp(`${name}: (.+)`).exec(text)?.[1] ?? '').replaceAll("'", '');
  const rows = new Map(
    tableBelow(page('docs/operations/production.md'), 'They differ from').map((row) => [row[0], row]),
  );
  const said = (subject: string, column: 1 | 2): string => rows.get(subject)?.[column] ?? '';
  for (const [column, text] of [
    [1, dev],
    [2, prod],
  ] as const) {
    expect(said('database', column)).toContain(value(text, 'sqlSku'));
    expect(said('data', column)).toContain(`${value(text, 'sqlMaxSizeGB')} GB`);
    expect(said('backups', column)).toContain(`${value(text, 'sqlBackupRetentionDays')} days`);
    expect(said('backups', column).toLowerCase()).toContain(value(text, 'sqlBackupRedundancy').toLowerCase());
    expect(said('gateway', column)).toContain(value(text, 'gatewaySku'));
    expect(said('logs', column)).toBe(
      `${value(text, 'logRetentionDays')} days, ${value(text, 'logDailyCapGB')} GB a day`,
    );
    expect(said('GitHub environment', column)).toBe(`\`${value(text, 'githubEnvironments').slice(1, -1)}\``);
  }
});
