import type {
  ColumnDefinition,
  ForeignKeyDefinition,
  IndexCondition,
  IndexDefinition,
  SchemaChange,
  TableDefinition,
  ViewDefinition,
} from '../../migrations/schema-change.ts';
import { keyBytes, longestClusteredKey } from './ddl-limits.ts';
import { printColumn, printLiteral } from './ddl-types.ts';
import { appRole, printTenancy } from './ddl-tenancy.ts';

/** Prints one change of the schema as T-SQL statements, each to be run as a batch of its own. */
export function printChange(change: SchemaChange): string[] {
  switch (change.kind) {
    case 'createTable':
      return printTable(change.table);
    case 'addColumns':
      return printAddedColumns(change.table, change.columns);
    case 'createIndex':
      return [printIndex(change.table, change.index, false)];
    case 'createView':
      return printView(change.view);
    default:
      return change satisfies never;
  }
}

function printView(view: ViewDefinition): string[] {
  return [`CREATE VIEW app.[${view.name}] AS ${view.sql}`, `GRANT SELECT ON app.[${view.name}] TO ${appRole}`];
}

function printTable(table: TableDefinition): string[] {
  const ordering = orderingIndex(table);
  const lines = [
    ...Object.entries(table.columns).map(([name, column]) => printColumn(table.name, name, column)),
    printPrimaryKey(table),
    ...(table.foreignKeys ?? []).map(printForeignKey),
    ...(table.checks ?? []).map((check) => `CONSTRAINT [${check.name}] CHECK (${check.sql})`),
    ...jsonChecks(table.name, table.columns),
  ];
  return [
    `CREATE TABLE app.[${table.name}] (\n  ${lines.join(',\n  ')}\n)`,
    ...(table.indexes ?? []).map((index) => printIndex(table.name, index, index === ordering)),
    `GRANT ${grants[table.grants]} ON app.[${table.name}] TO ${appRole}`,
    ...(table.tenant ? [printTenancy(table.name)] : []),
  ];
}

/** Clustered where it fits: rows of one organisation lie together. */
function printPrimaryKey(table: TableDefinition): string {
  const order = fitsClustered(table, table.primaryKey) ? 'CLUSTERED' : 'NONCLUSTERED';
  return `CONSTRAINT [pk_${table.name}] PRIMARY KEY ${order} (${table.primaryKey.map(quote).join(', ')})`;
}

/**
 * The index that orders the rows where the primary key is too long for it; undefined when the primary key does, or nothing can. Without one the
 * table is a heap, and a row that grows there leaves a pointer behind that every later read follows.
 */
function orderingIndex(table: TableDefinition): IndexDefinition | undefined {
  if (fitsClustered(table, table.primaryKey)) return undefined;
  return table.indexes?.find((it) => it.where === undefined && fitsClustered(table, it.columns));
}

function fitsClustered(table: TableDefinition, columns: IndexDefinition['columns']): boolean {
  return keyBytes(table, columns) <= longestClusteredKey;
}

const grants: Record<TableDefinition['grants'], string> = {
  all: 'SELECT, INSERT, UPDATE, DELETE',
  append: 'SELECT, INSERT',
  read: 'SELECT',
};

function printAddedColumns(table: string, columns: Readonly<Record<string, ColumnDefinition>>): string[] {
  const added = Object.entries(columns).map(([name, column]) => printColumn(table, name, column));
  const checks = jsonChecks(table, columns);
  return [
    `ALTER TABLE app.[${table}] ADD\n  ${added.join(',\n  ')}`,
    ...checks.map((check) => `ALTER TABLE app.[${table}] ADD ${check}`),
  ];
}

function printForeignKey(key: ForeignKeyDefinition): string {
  const { table, columns } = key.references;
  return `CONSTRAINT [${key.name}] FOREIGN KEY (${key.columns.map(quote).join(', ')}) REFERENCES app.[${table}] (${columns.map(quote).join(', ')})`;
}

function jsonChecks(table: string, columns: Readonly<Record<string, ColumnDefinition>>): string[] {
  return Object.entries(columns)
    .filter(([, column]) => column.ddl.kind === 'json')
    .map(([name]) => `CONSTRAINT [ck_${table}_${name}_json] CHECK (ISJSON([${name}]) = 1)`);
}

function printIndex(table: string, index: IndexDefinition, ordering: boolean): string {
  const columns = index.columns.map((it) =>
    typeof it === 'string' ? quote(it) : `${quote(it.column)} ${it.direction.toUpperCase()}`,
  );
  const unique = index.unique === true ? 'UNIQUE ' : '';
  const filter = index.where === undefined ? '' : ` WHERE ${printCondition(index.where)}`;
  return `CREATE ${unique}${ordering ? 'CLUSTERED' : 'NONCLUSTERED'} INDEX [${index.name}] ON app.[${table}] (${columns.join(', ')})${filter}`;
}

function printCondition(condition: IndexCondition): string {
  return Object.entries(condition)
    .map(([column, test]) =>
      'is' in test
        ? `${quote(column)} IS ${test.is === 'null' ? 'NULL' : 'NOT NULL'}`
        : `${quote(column)} = ${printLiteral(test.equals)}`,
    )
    .join(' AND ');
}

function quote(name: string): string {
  return `[${name}]`;
}
