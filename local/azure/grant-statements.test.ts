import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { migrations } from '../../shared/db/migrations/all.ts';
import { buildChecker, hasDotnet, runChecker } from '../../tests/tsql/checker-program.ts';
import { schemaScript } from '../../tests/tsql/schema-script.ts';
import { grantStatements } from './grant-statements.ts';

const clientId = '2b4a56de-7d44-4725-921f-0b0a26b8be17';
const sid = '0xDE564A2B447D2547921F0B0A26B8BE17';
const app = { name: 'id-flowledger-app', clientId };

describe('the statements', () => {
  test('make the user from its SID, once, and again when the identity was made anew', () => {
    expect(grantStatements(app, 'app').slice(0, 2)).toEqual([
      `IF EXISTS (SELECT 1 FROM sys.database_principals WHERE name = N'id-flowledger-app' AND type = 'E' AND sid <> ${sid}) DROP USER [id-flowledger-app];`,
      `IF NOT EXISTS (SELECT 1 FROM sys.database_principals WHERE name = N'id-flowledger-app' AND type = 'E' AND sid = ${sid})
  CREATE USER [id-flowledger-app] WITH SID = ${sid}, TYPE = E;`,
    ]);
  });

  test('give the application its role and nothing beside it', () => {
    const text = grantStatements(app, 'app').slice(2).join('\n');
    expect(text).toContain('ALTER ROLE [flowledger_app] ADD MEMBER [id-flowledger-app]');
    expect(text).not.toMatch(/\bGRANT\b|db_/);
  });

  test('give the migration what migrations do, and neither membership of a fixed role nor rights on the whole database', () => {
    const text = grantStatements(app, 'migration').join('\n');
    expect(text).toContain('GRANT CONTROL ON SCHEMA::[app]');
    expect(text).not.toMatch(/db_|ADD MEMBER|GRANT CONTROL TO|ALTER ANY (?!SECURITY POLICY)/);
  });

  test('quote a name that would end a quotation', () => {
    const text = grantStatements({ name: "o]'; DROP TABLE app.org; --", clientId }, 'migration').join('\n');
    const unquoted = text.replaceAll(/\[(?:[^\]]|\]\])*\]|N'(?:[^']|'')*'/g, '');
    expect(unquoted).not.toContain('DROP TABLE');
  });

  test.each(['', 'x'.repeat(129), 'a\nb', 'a\0b'])('refuse the name %j', (name) => {
    expect(() => grantStatements({ name, clientId }, 'app')).toThrow(RangeError);
  });
});

describe.skipIf(!hasDotnet())('Microsoft’s parser and schema model', { timeout: 120_000 }, () => {
  /** The problems found when the schema has the user already, so that its name resolves. The model knows none of the server's own views. */
  function problems(statements: readonly string[], name: string): readonly string[] {
    const folder = mkdtempSync(join(tmpdir(), 'grant-statements-'));
    try {
      buildChecker();
      const user = `CREATE USER [${name.replaceAll(']', ']]')}] WITHOUT LOGIN\nGO\n`;
      writeFileSync(join(folder, 'schema.sql'), `${schemaScript(migrations)}\n${user}`);
      writeFileSync(join(folder, '1.jsonl'), statements.map((sql) => JSON.stringify({ sql, types: [] })).join('\n'));
      const { output } = runChecker(join(folder, 'schema.sql'), folder);
      expect(output).toMatch(new RegExp(`statements: ${new Set(statements).size}, |Unhandled exception`));
      const reports = output.split('\n').filter((line) => /^\S/.test(line) && !line.startsWith('statements:'));
      return reports.filter((line) => !line.includes('[sys].[database_principals]'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test('take the statements of both roles', () => {
    const name = "odd ]'name";
    const statements = (['app', 'migration'] as const).flatMap((role) => grantStatements({ name, clientId }, role));
    expect(problems(statements, name)).toEqual([]);
  });

  test('would find a wrong word, a wrong schema and a wrong role', () => {
    const wrong = [
      'CREATE USER [v] WITH SIDE = 0x00, TYPE = E',
      'GRANT CONTROL ON SCHEMA::[ap] TO [u]',
      'ALTER ROLE [flowledger_ap] ADD MEMBER [u]',
    ];
    const reports = problems(wrong, 'u').join('\n');
    expect(reports).toContain('Expected SID but encountered SIDE');
    expect(reports).toMatch(/unresolved reference to .*\[ap\]/);
    expect(reports).toMatch(/unresolved reference to .*\[flowledger_ap\]/);
  });

  test('would find a permission that does not exist', () => {
    expect(problems(['GRANT CREATE SAUSAGE TO [u]'], 'u').join('\n')).toContain('Unknown permission type');
  });
});
