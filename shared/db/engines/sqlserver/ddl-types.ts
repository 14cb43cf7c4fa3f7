import type { ColumnDdl, ColumnDefinition } from '../../migrations/schema-change.ts';

/** The collation of keys, codes and enumerations: byte by byte. */
export const keyCollation = 'Latin1_General_100_BIN2';

/** `name type [default] null`, as in CREATE TABLE and ALTER TABLE ADD. */
export function printColumn(table: string, name: string, column: ColumnDefinition): string {
  const fallback =
    column.default === undefined ? '' : ` CONSTRAINT [df_${table}_${name}] DEFAULT ${printLiteral(column.default)}`;
  return `[${name}] ${printType(name, column.ddl)} ${column.nullable ? 'NULL' : 'NOT NULL'}${fallback}`;
}

/** A literal as the engine spells it. */
export function printLiteral(value: string | number | boolean): string {
  if (typeof value === 'string') return `N'${value.replaceAll("'", "''")}'`;
  return typeof value === 'boolean' ? String(Number(value)) : String(value);
}

function printType(name: string, ddl: ColumnDdl): string {
  switch (ddl.kind) {
    case 'identity':
      // Composite foreign keys carry org_id as int, and a foreign key takes no other type than its target's.
      return name === 'org_id' ? 'int IDENTITY(1,1)' : 'bigint IDENTITY(1,1)';
    case 'int':
    case 'bigint':
      return ddl.kind;
    case 'bool':
      return 'bit';
    case 'time':
      return 'datetime2(3)';
    case 'json':
      return 'nvarchar(max)';
    case 'text':
      return `nvarchar(${ddl.length})${ddl.collation === 'key' ? ` COLLATE ${keyCollation}` : ''}`;
    case 'decimal':
      return `decimal(${ddl.precision},${ddl.scale})`;
    default:
      return ddl satisfies never;
  }
}
