import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrations } from '../../shared/db/migrations/all.ts';
import { buildChecker, hasDotnet, runChecker, type CheckerRun } from '../tsql/checker-program.ts';
import { schemaScript } from '../tsql/schema-script.ts';
import { blocks, code, page, tableBelow } from './pages.ts';
import { standIn, standInSchema } from './system-views.ts';

const statements = blocks('sql');
const scope = "EXEC sys.sp_set_session_context @key = N'org_id', @value = 0;";

test('the pages have queries', () => {
  expect(statements.length).toBeGreaterThan(10);
});

test('what reads a table of ours first says whose rows it may see', () => {
  const ours = statements.filter(({ text }) => /\b(?:FROM|JOIN|UPDATE) app\./.test(text));
  expect(ours.length).toBeGreaterThan(5);
  expect(ours.filter(({ text }) => text.split('\n')[0] !== scope).map(({ where }) => where)).toEqual([]);
});

test('nothing changes the audit trail, deletes, or sets a token or a state', () => {
  const forbidden =
    /\b(?:DELETE|TRUNCATE|DROP|ALTER|INSERT|MERGE)\b|UPDATE app\.work_event|\bSET\b[^;]*\b(?:token|state) =[^;]*WHERE/i;
  expect(statements.filter(({ text }) => forbidden.test(text)).map(({ where }) => where)).toEqual([]);
});

test('every column that the database numbers is in the list of the restore drill', () => {
  const made = migrations
    .flatMap(({ changes }) => changes)
    .flatMap((it) => (it.kind === 'createTable' ? [it.table] : []));
  const numbered = made.flatMap(({ name, columns }) =>
    Object.entries(columns)
      .filter(([, { ddl }]) => ddl.kind === 'identity')
      .map(([column]) => `app.${name} ${column}`),
  );
  const listed = tableBelow(page('docs/operations/backup-and-restore.md'), '**Move the numbering on**');
  expect(listed.map((row) => row.flatMap(code).join(' ')).toSorted()).toEqual(numbered.toSorted());
});

describe.skipIf(!hasDotnet())('the queries, to the T-SQL checker', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'docs-sql-'));
  beforeAll(() => {
    buildChecker();
    writeFileSync(join(folder, 'schema.sql'), `${schemaScript(migrations)}\n${standInSchema()}`);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  function check(texts: readonly string[]): CheckerRun {
    const recordings = mkdtempSync(join(folder, 'recorded-'));
    const sql = texts.map((text) => text.replaceAll(/\bsys\./g, `${standIn}.`));
    writeFileSync(join(recordings, '1.jsonl'), sql.map((it) => JSON.stringify({ sql: it, types: [] })).join('\n'));
    return runChecker(join(folder, 'schema.sql'), recordings);
  }

  test('are valid on the schema of the migrations', () => {
    const distinct = [...new Set(statements.map(({ text }) => text))];
    expect(check(distinct)).toEqual({ output: `statements: ${distinct.length}, problems: 0`, code: 0 });
  });

  const wrongNames = [
    { of: 'a column of ours', sql: 'SELECT due FROM app.outbox_delivery;', report: /SQL71501.*outbox_delivery.*due/ },
    {
      of: 'a view of the system',
      sql: 'SELECT end_time FROM sys.dm_db_resource_statistics;',
      report: /SQL71502.*statistics/,
    },
    {
      of: 'a column of the system',
      sql: 'SELECT finish_time FROM sys.dm_db_resource_stats;',
      report: /SQL7150[12].*finish_time/,
    },
    { of: 'a word', sql: 'SELCT org_key FROM app.org;', report: /syntax.*SELCT/ },
  ];

  test('would not be with wrong names: each is found', () => {
    const { output } = check(wrongNames.map(({ sql }) => sql));
    expect(wrongNames.filter(({ report }) => !report.test(output)).map(({ of }) => of)).toEqual([]);
  });
});
