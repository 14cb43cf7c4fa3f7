import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowledger-layering-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The names of the rules that a tree of files violates. */
async function violations(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  for (const [file, source] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), source);
  }
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const config = join(root, '.dependency-cruiser.cjs');
  const args = [cruiser, '--config', config, '--output-type', 'json', 'shared'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder }).catch(
    (error: { stdout: string }) => error,
  );
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { rule: { name: string } }[]; totalCruised: number };
  };
  expect(summary.totalCruised).toBe(Object.keys(files).length);
  return summary.violations.map(({ rule }) => rule.name);
}

test('a room that reaches for one it may not know is found, for a type too', async () => {
  const found = await violations({
    'shared/platform/clock.ts': "import type { A } from '../workstream/a.ts';\nexport type B = A;\n",
    'shared/workstream/a.ts': 'export type A = 1;\n',
  });
  expect(found).toContain('room-platform');
});

test('an engine is found that somebody imports around the interface', async () => {
  const found = await violations({
    'shared/sla/sweep.ts': "export { open } from '../db/engines/postgres/open.ts';\n",
    'shared/db/engines/postgres/open.ts': 'export const open = 1;\n',
  });
  expect(found).toContain('engines-behind-the-interface');
});

test('a cycle is found', async () => {
  const found = await violations({
    'shared/sla/a.ts': "import './b.ts';\n",
    'shared/sla/b.ts': "import './a.ts';\n",
  });
  expect(found).toContain('no-cycles');
});

test('neighbours in the right direction are no violation', async () => {
  const found = await violations({
    'shared/workstream/a.ts': "import '../sla/b.ts';\n",
    'shared/sla/b.ts': 'export const b = 1;\n',
  });
  expect(found).toEqual([]);
});
