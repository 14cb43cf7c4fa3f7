import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { outputNames } from '../../local/azure/deployment-outputs.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const yaml = parse(read('azure.yaml')) as {
  readonly infra: { readonly path: string; readonly module: string };
  readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

test('azd finds the parameters and what they are for', () => {
  const { path, module } = yaml.infra;
  for (const ending of ['bicep', 'bicepparam']) expect(existsSync(join(root, path, `${module}.${ending}`))).toBe(true);
});

test('azd deploys what `npm run package` makes, as it is', () => {
  // Another language would be built, and packed with its own exceptions.
  expect(yaml.services['api']).toMatchObject({
    project: '.',
    host: 'function',
    language: 'custom',
    dist: 'package/app',
    remoteBuild: false,
  });
  expect(read('local/package.ts')).toContain("makePackage(root, join(root, 'package'))");
  expect(existsSync(join(root, '.funcignore'))).toBe(false);
});

test('azd finds the function app of every service by its tag', () => {
  const template = read('infra/modules/function-app.bicep');
  for (const name of Object.keys(yaml.services)) expect(template).toContain(`'azd-service-name': '${name}'`);
});

test('infra/ tells every value that the scripts and the workflows read', () => {
  const told = new Set(Array.from(read('infra/main.bicep').matchAll(/^output (\w+) /gm), ([, name]) => name));
  const smoke = read('local/smoke.ts').match(/AZURE_\w+/g) ?? [];
  const workflow = read('.github/workflows/deploy-to.yml').match(/\$AZURE_\w+/g) ?? [];
  // What a workflow is given, and hands over itself.
  const set = ['AZURE_ENV_NAME', 'AZURE_LOCATION'];
  const wanted = [...outputNames, ...smoke, ...workflow.map((name) => name.slice(1))];
  expect(wanted).toContain('AZURE_GATEWAY_URL');
  expect(wanted.filter((name) => !told.has(name) && !set.includes(name))).toEqual([]);
});

test('the workflows hand over every setting that the parameters read', () => {
  const asked = read('infra/main.bicepparam').matchAll(/readEnvironmentVariable\('(\w+)'/g);
  const wanted = new Set(Array.from(asked, ([, name]) => name));
  const action = parse(read('.github/actions/azure-settings/action.yml')) as {
    readonly runs: { readonly steps: readonly [{ readonly env: { readonly NAMES: string } }] };
  };
  const variables = action.runs.steps[0].env.NAMES.split(' ');
  // azd's own name for whoever runs it.
  const nobodys = ['AZURE_PRINCIPAL_ID'];
  for (const workflow of ['deploy-to', 'pull-request']) {
    const { jobs } = parse(read(`.github/workflows/${workflow}.yml`)) as {
      readonly jobs: Readonly<Record<string, { readonly env?: object }>>;
    };
    const own = Object.values(jobs).flatMap(({ env = {} }) => Object.keys(env));
    expect(new Set([...variables, ...own, ...nobodys])).toEqual(wanted);
  }
});
