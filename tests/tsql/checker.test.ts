import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrations } from '../../shared/db/migrations/all.ts';
import { buildChecker, hasDotnet, runChecker, type CheckerRun } from './checker-program.ts';
import type { Recording } from './recorder.ts';
import { schemaScript } from './schema-script.ts';

/** The checker is only worth its name if it finds what it is there for. */
describe.skipIf(!hasDotnet())('the T-SQL checker', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsql-checker-'));
  let faulty: CheckerRun;

  beforeAll(() => {
    buildChecker();
    writeFileSync(join(folder, 'schema.sql'), schemaScript(migrations));
    faulty = check('faulty', [
      { sql: 'select "org_id" from "app"."org" where "org_id" = @1', types: ['int'] },
      { sql: 'select "no_such_column" from "app"."org"', types: [] },
      { sql: 'select * from "app"."no_such_table"', types: [] },
      { sql: 'selec "org_id" from "app"."org"', types: [] },
      { sql: 'update "app"."org" as "o" set "name" = @1', types: ['nvarchar(4000)'] },
      { sql: 'select no_such_function("org_id") from "app"."org"', types: [] },
      { error: 'no counterpart', sql: '' },
    ]);
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  function check(name: string, recordings: readonly Recording[]): CheckerRun {
    const of = mkdtempSync(join(folder, name));
    writeFileSync(join(of, '1.jsonl'), recordings.map((it) => JSON.stringify(it)).join('\n'));
    return runChecker(join(folder, 'schema.sql'), of);
  }

  test.each([
    ['a column that is not there', /SQL71501.*no_such_column/],
    ['a table that is not there', /SQL71502.*no_such_table/],
    ['a syntax error', /Incorrect syntax near 'selec'/],
    ['an alias in the target of an update', /Incorrect syntax near 'as'/],
    ['a function that SQL Server does not have', /function no_such_function is not known/],
    ['a statement that could not be compiled', /not compiled: no counterpart/],
  ])('reports %s', (_subject, report) => {
    expect(faulty.output).toMatch(report);
  });

  test('counts what it read and what it found, and fails', () => {
    expect(faulty.output.split('\n').at(-1)).toBe('statements: 7, problems: 6');
    expect(faulty.code).toBe(1);
  });

  test('passes good statements on a good schema', () => {
    const good = check('good', [{ sql: 'select "org_id" from "app"."org" where "org_id" = @1', types: ['int'] }]);
    expect(good).toEqual({ output: 'statements: 1, problems: 0', code: 0 });
  });

  test('fails when nothing was recorded', () => {
    expect(check('nothing', [])).toEqual({ output: 'statements: 0, problems: 0', code: 1 });
  });
});
