import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const file = join(import.meta.dirname, '../../.github/actions/azure-settings/action.yml');
const action = parse(readFileSync(file, 'utf8')) as {
  readonly runs: {
    readonly steps: readonly [{ readonly run: string; readonly env: Readonly<Record<string, string>> }];
  };
};
const [{ run, env }] = action.runs.steps;
const hasJq = spawnSync('jq', ['--version']).status === 0;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'azure-settings-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function settings(variables: object): {
  readonly code: number | null;
  readonly written: string;
  readonly said: string;
} {
  const target = join(folder, 'env');
  const given = { NAMES: env['NAMES'], VARIABLES: JSON.stringify(variables), GITHUB_ENV: target };
  const { status, stderr } = spawnSync('bash', ['-eo', 'pipefail', '-c', run], {
    env: { PATH: process.env['PATH'], ...given },
    encoding: 'utf8',
  });
  return { code: status, written: readFileSync(target, 'utf8'), said: stderr };
}

// Every runner has jq; where it is missing on somebody's machine there is nothing to run.
describe.skipIf(!hasJq && process.env['CI'] === undefined)('the settings of a deployment', () => {
  test('are the variables that the parameters read, and not the empty ones', () => {
    const given = { AUTH_ISSUER: 'https://id.example/a b', MONTHLY_BUDGET: '', AZURE_CLIENT_ID: 'x', PATH: '/evil' };
    expect(settings(given)).toMatchObject({ code: 0, written: 'AUTH_ISSUER=https://id.example/a b\n' });
  });

  test('have one line each', () => {
    const { code, written, said } = settings({ AUTH_ISSUER: 'a\nPATH=/evil' });
    expect({ code, written }).toEqual({ code: 5, written: '' });
    expect(said).toContain('AUTH_ISSUER has more than one line');
  });
});
