import type {
  ColumnDefinition,
  IndexCondition,
  IndexDefinition,
  SchemaChange,
  TableDefinition,
} from '../../migrations/schema-change.ts';
import { appRole } from './pool.ts';

const literal = (value: number | string | boolean): string =>
  typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);

function typeOf({ ddl }: ColumnDefinition): string {
  switch (ddl.kind) {
    case 'identity':
      return 'bigint generated always as identity';
    case 'int':
      return 'integer';
    case 'bigint':
      return 'bigint';
    case 'bool':
      return 'boolean';
    case 'time':
      return 'timestamptz(3)';
    case 'json':
      return 'jsonb';
    case 'decimal':
      return `numeric(${ddl.precision},${ddl.scale})`;
    case 'text':
      return `${ddl.length === 'max' ? 'text' : `varchar(${ddl.length})`}${ddl.collation === 'key' ? ' collate "C"' : ''}`;
  }
}

function column(name: string, definition: ColumnDefinition): string {
  const fallback = definition.default === undefined ? '' : ` default ${literal(definition.default)}`;
  return `${name} ${typeOf(definition)}${definition.nullable ? '' : ' not null'}${fallback}`;
}

function condition(where: IndexCondition): string {
  return Object.entries(where)
    .map(([name, rule]) => ('is' in rule ? `${name} is ${rule.is}` : `${name} = ${literal(rule.equals)}`))
    .join(' and ');
}

function index(table: string, definition: IndexDefinition): string {
  const columns = definition.columns.map((c) => (typeof c === 'string' ? c : `${c.column} ${c.direction}`)).join(', ');
  const where = definition.where === undefined ? '' : ` where ${condition(definition.where)}`;
  return `create ${definition.unique === true ? 'unique ' : ''}index ${definition.name} on app.${table} (${columns})${where}`;
}

/** Row-level security for one tenant table: the session's organisation, or 0 for a system session, in one initial plan. */
function isolation(table: string): string[] {
  const visible = '(select app.current_org()) in (org_id, 0)';
  return [
    `alter table app.${table} enable row level security`,
    `alter table app.${table} force row level security`,
    `create policy ${table}_isolation on app.${table} using (${visible}) with check (${visible})`,
  ];
}

function createTable(table: TableDefinition): string[] {
  const lines = [
    ...Object.entries(table.columns).map(([name, definition]) => column(name, definition)),
    `constraint pk_${table.name} primary key (${table.primaryKey.join(', ')})`,
    ...(table.foreignKeys ?? []).map(
      (fk) =>
        `constraint ${fk.name} foreign key (${fk.columns.join(', ')}) references app.${fk.references.table} (${fk.references.columns.join(', ')})`,
    ),
    ...(table.checks ?? []).map((check) => `constraint ${check.name} check (${check.sql})`),
  ];
  const grants = { all: 'select, insert, update, delete', append: 'select, insert', read: 'select' }[table.grants];
  return [
    `create table app.${table.name} (\n  ${lines.join(',\n  ')}\n)`,
    ...(table.indexes ?? []).map((definition) => index(table.name, definition)),
    ...(table.tenant ? isolation(table.name) : []),
    `grant ${grants} on app.${table.name} to ${appRole}`,
  ];
}

/** Prints one schema change as PostgreSQL statements. */
export function printPostgres(change: SchemaChange): string[] {
  switch (change.kind) {
    case 'createTable':
      return createTable(change.table);
    case 'addColumns':
      return Object.entries(change.columns).map(
        ([name, definition]) => `alter table app.${change.table} add column ${column(name, definition)}`,
      );
    case 'createIndex':
      return [index(change.table, change.index)];
    case 'createView':
      return [
        // security_invoker: the caller's row-level security applies, not the owner's.
        `create view app.${change.view.name} with (security_invoker = true) as ${change.view.sql}`,
        `grant select on app.${change.view.name} to ${appRole}`,
      ];
  }
}
