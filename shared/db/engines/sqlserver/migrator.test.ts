import { afterEach, expect, test } from 'vitest';
import type { Migration, MigrationDatabase } from '../../migrations/migration.ts';
import { migrate } from '../../migrations/run.ts';
import { sqlServerMigrator } from './migrator.ts';
import { startTdsServer, type TdsAnswer, type TdsServer } from './testing/tds-server.ts';
import type { TdsRequest } from './testing/tds-requests.ts';

const step: Migration = {
  name: '0001_first',
  changes: [
    {
      kind: 'createTable',
      table: {
        name: 'note',
        columns: { org_id: { ddl: { kind: 'int' }, nullable: false } },
        primaryKey: ['org_id'],
        tenant: true,
        grants: 'all',
      },
    },
  ],
};

let server: TdsServer | undefined;
let database: MigrationDatabase | undefined;

afterEach(async () => {
  await database?.close();
  await server?.close();
});

async function start(refused: RegExp | null = null, policies = true, warnings: string[] = [], versioned = true) {
  const answer = ({ sql }: TdsRequest): TdsAnswer => {
    if (refused?.test(sql) === true) return { error: 1750, message: 'Could not create constraint.' };
    if (sql.startsWith('SELECT name')) return { columns: [{ name: 'name', type: 'text' }], rows: [] };
    if (sql.startsWith('SELECT OBJECT_ID'))
      return { columns: [{ name: 'id', type: 'bigint' }], rows: [[policies ? 42 : null]] };
    if (sql.startsWith('SELECT is_read_committed'))
      return { columns: [{ name: 'versioned', type: 'bit' }], rows: [[versioned]] };
    return { affected: 0 };
  };
  server = await startTdsServer(answer);
  database = sqlServerMigrator({
    address: `mssql://owner:secret@127.0.0.1:${server.port}/flowledger?encrypt=false`,
    warn: (message) => void warnings.push(message),
  });
  return { server, database };
}

/** The first words of what the server was asked, from the step on. */
function asked(at: TdsServer): readonly string[] {
  const words = at.requests.map((it) => (it.sql === '' ? it.kind : it.sql.split(/\s+/).slice(0, 3).join(' ')));
  return words.slice(words.indexOf('begin'));
}

test('a step runs in one transaction on the connection that holds the lock, and is recorded in it', async () => {
  const at = await start();
  expect(await migrate(at.database, [step])).toEqual(['0001_first']);
  expect(at.server.requests[0]?.sql).toContain('sp_getapplock');
  expect(asked(at.server)).toEqual([
    'begin',
    "IF APPLOCK_MODE(N'public', N'flowledger_migrations',",
    'CREATE TABLE app.[note]',
    'GRANT SELECT, INSERT,',
    'CREATE SECURITY POLICY',
    'INSERT INTO app.schema_migration',
    'commit',
    'EXEC sp_releaseapplock @Resource',
  ]);
  expect(new Set(at.server.requests.map((it) => it.connection)).size).toBe(1);
});

test('a step that fails is rolled back whole, and the lock is given back', async () => {
  const at = await start(/GRANT SELECT, INSERT/);
  await expect(migrate(at.database, [step])).rejects.toThrow('Could not create constraint.');
  expect(asked(at.server)).not.toContain('commit');
  expect(asked(at.server).at(-1)).toBe('EXEC sp_releaseapplock @Resource');
});

test('a server without security policies gets the tables and a warning', async () => {
  const warnings: string[] = [];
  const at = await start(null, false, warnings);
  await migrate(at.database, [step]);
  expect(asked(at.server)).not.toContain('CREATE SECURITY POLICY');
  expect(warnings).toEqual([expect.stringContaining('no security policies')]);
});

test('a database whose readers wait for writers is warned of once, with the statement that changes it', async () => {
  const warnings: string[] = [];
  const at = await start(null, true, warnings, false);
  await migrate(at.database, [step, { ...step, name: '0002_second' }]);
  expect(warnings).toEqual([expect.stringContaining('ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON')]);
});
