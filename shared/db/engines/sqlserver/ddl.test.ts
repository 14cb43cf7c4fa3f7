import { expect, test } from 'vitest';
import { migrations } from '../../migrations/all.ts';
import type { TableDefinition } from '../../migrations/schema-change.ts';
import { printChange } from './ddl.ts';
import { guardedFoundation } from './foundation.ts';

const note: TableDefinition = {
  name: 'note',
  columns: {
    org_id: { ddl: { kind: 'int' }, nullable: false },
    note_id: { ddl: { kind: 'identity' }, nullable: false },
    code: { ddl: { kind: 'text', length: 20, collation: 'key' }, nullable: false, default: "it's" },
    title: { ddl: { kind: 'text', length: 'max', collation: 'people' }, nullable: false },
    extra: { ddl: { kind: 'json' }, nullable: true },
    amount: { ddl: { kind: 'decimal', precision: 18, scale: 2 }, nullable: true },
    done: { ddl: { kind: 'bool' }, nullable: false, default: false },
    deleted_at: { ddl: { kind: 'time' }, nullable: true },
  },
  primaryKey: ['org_id', 'note_id'],
  foreignKeys: [{ name: 'fk_note_org', columns: ['org_id'], references: { table: 'org', columns: ['org_id'] } }],
  checks: [{ name: 'ck_note_amount', sql: 'amount >= 0' }],
  indexes: [
    {
      name: 'ux_note_code',
      columns: ['org_id', { column: 'code', direction: 'desc' }],
      unique: true,
      where: { deleted_at: { is: 'null' }, done: { equals: false } },
    },
  ],
  tenant: true,
  grants: 'append',
};

test('a table is printed with its keys, checks, filtered index, grant and policy', () => {
  const [table, index, grant, policy, ...more] = printChange({ kind: 'createTable', table: note });
  expect(table).toBe(`CREATE TABLE app.[note] (
  [org_id] int NOT NULL,
  [note_id] bigint IDENTITY(1,1) NOT NULL,
  [code] nvarchar(20) COLLATE Latin1_General_100_BIN2 NOT NULL CONSTRAINT [df_note_code] DEFAULT N'it''s',
  [title] nvarchar(max) NOT NULL,
  [extra] nvarchar(max) NULL,
  [amount] decimal(18,2) NULL,
  [done] bit NOT NULL CONSTRAINT [df_note_done] DEFAULT 0,
  [deleted_at] datetime2(3) NULL,
  CONSTRAINT [pk_note] PRIMARY KEY CLUSTERED ([org_id], [note_id]),
  CONSTRAINT [fk_note_org] FOREIGN KEY ([org_id]) REFERENCES app.[org] ([org_id]),
  CONSTRAINT [ck_note_amount] CHECK (amount >= 0),
  CONSTRAINT [ck_note_extra_json] CHECK (ISJSON([extra]) = 1)
)`);
  expect(index).toBe(
    'CREATE UNIQUE NONCLUSTERED INDEX [ux_note_code] ON app.[note] ([org_id], [code] DESC) WHERE [deleted_at] IS NULL AND [done] = 0',
  );
  expect(grant).toBe('GRANT SELECT, INSERT ON app.[note] TO flowledger_app');
  expect(policy).toMatch(/FILTER PREDICATE.*\n.*AFTER INSERT,\n.*AFTER UPDATE\n.*STATE = ON/);
  expect(more).toEqual([]);
});

test('a primary key that is too long to be clustered is an index of its own', () => {
  const wide: TableDefinition = {
    ...note,
    columns: { ...note.columns, code: { ddl: { kind: 'text', length: 449, collation: 'key' }, nullable: false } },
    primaryKey: ['org_id', 'code'],
  };
  expect(printChange({ kind: 'createTable', table: wide })[0]).toContain('PRIMARY KEY NONCLUSTERED ([org_id], [code])');
});

test('no table is a heap: where the primary key is too long, the first index of all rows orders them', () => {
  const created = migrations.flatMap((it) => it.changes).filter((it) => it.kind === 'createTable');
  const heaps = created.filter((it) => !/[ (]CLUSTERED/.test(printChange(it).join('\n')));
  expect(heaps.map((it) => it.table.name)).toEqual([]);
  const records = created.find((it) => it.table.name === 'idempotency_record');
  expect(records === undefined ? [] : printChange(records)).toContain(
    'CREATE CLUSTERED INDEX [ix_idempotency_record_expiry] ON app.[idempotency_record] ([expires_at])',
  );
});

test('only tables of tenants have a policy', () => {
  const statements = printChange({ kind: 'createTable', table: { ...note, tenant: false } });
  expect(statements.filter((it) => it.includes('SECURITY POLICY'))).toEqual([]);
});

test('columns are added together with their checks', () => {
  const columns = { more: { ddl: { kind: 'json' }, nullable: false, default: '{}' } } as const;
  expect(printChange({ kind: 'addColumns', table: 'note', columns })).toEqual([
    "ALTER TABLE app.[note] ADD\n  [more] nvarchar(max) NOT NULL CONSTRAINT [df_note_more] DEFAULT N'{}'",
    'ALTER TABLE app.[note] ADD CONSTRAINT [ck_note_more_json] CHECK (ISJSON([more]) = 1)',
  ]);
});

test('a view is granted to the application', () => {
  expect(printChange({ kind: 'createView', view: { name: 'v_note', sql: 'select org_id from app.note' } })).toEqual([
    'CREATE VIEW app.[v_note] AS select org_id from app.note',
    'GRANT SELECT ON app.[v_note] TO flowledger_app',
  ]);
});

test('the foundation may be run again', () => {
  for (const statement of guardedFoundation()) expect(statement).toMatch(/^(IF NOT \(.+\) EXEC \(N'|GRANT )/);
});
