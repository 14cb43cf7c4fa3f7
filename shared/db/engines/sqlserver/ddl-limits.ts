import type { ColumnDdl, IndexDefinition, TableDefinition } from '../../migrations/schema-change.ts';

/** The longest clustered key, in bytes. SQL Server makes a longer one with a warning and then refuses the row that fills it. */
export const longestClusteredKey = 900;
/** The longest key of any other index, in bytes. */
export const longestIndexKey = 1700;

/** The most bytes that the values of a key can take. */
export function keyBytes(table: TableDefinition, columns: IndexDefinition['columns']): number {
  return columns
    .map((it) => table.columns[typeof it === 'string' ? it : it.column])
    .reduce((sum, column) => sum + (column === undefined ? 0 : bytesOf(column.ddl)), 0);
}

function bytesOf(ddl: ColumnDdl): number {
  if (ddl.kind === 'text') return ddl.length === 'max' ? Number.POSITIVE_INFINITY : ddl.length * 2;
  const bytes = { int: 4, bigint: 8, identity: 8, bool: 1, time: 7, decimal: 13, json: Number.POSITIVE_INFINITY };
  return bytes[ddl.kind];
}
