import type { ColumnDefinition } from './schema-change.ts';

/*
 * Short words for column definitions in migrations. They are frozen with the migrations that use them: add words, never change one.
 */
export const identity: ColumnDefinition = { ddl: { kind: 'identity' }, nullable: false };
export const int: ColumnDefinition = { ddl: { kind: 'int' }, nullable: false };
export const bigint: ColumnDefinition = { ddl: { kind: 'bigint' }, nullable: false };
export const bool: ColumnDefinition = { ddl: { kind: 'bool' }, nullable: false };
export const time: ColumnDefinition = { ddl: { kind: 'time' }, nullable: false };
export const json: ColumnDefinition = { ddl: { kind: 'json' }, nullable: false };
/** Compares byte by byte: keys, codes, enumerations. Blanks at the end are nothing to SQL Server, so callers' keys must not have them. */
export const key = (length: number): ColumnDefinition => ({
  ddl: { kind: 'text', length, collation: 'key' },
  nullable: false,
});
/** Text that people write. */
export const prose = (length: number | 'max'): ColumnDefinition => ({
  ddl: { kind: 'text', length, collation: 'people' },
  nullable: false,
});
export const decimal = (precision: number, scale: number): ColumnDefinition => ({
  ddl: { kind: 'decimal', precision, scale },
  nullable: false,
});
export const optional = (column: ColumnDefinition): ColumnDefinition => ({ ...column, nullable: true });
export const filled = (column: ColumnDefinition, value: number | string | boolean): ColumnDefinition => ({
  ...column,
  default: value,
});

/** Columns of every tenant table. */
export const tenant = { org_id: int, created_at: time, updated_at: time, version: filled(int, 1) };
/** Tenant columns of a record with an event stream. */
export const stream = { ...tenant, event_seq: filled(bigint, 0) };

/** `column in ('a', 'b')`, the check of an enumeration. */
export function oneOf(table: string, column: string, values: readonly string[]) {
  return { name: `ck_${table}_${column}`, sql: `${column} in (${values.map((v) => `'${v}'`).join(', ')})` };
}

/** `column between least and most`; null passes. */
export function between(table: string, column: string, least: number, most: number) {
  return { name: `ck_${table}_${column}`, sql: `${column} between ${least} and ${most}` };
}

/** A foreign key inside the organisation: `(org_id, column)` → `(org_id, target)`. */
export function within(table: string, column: string, target: string, targetColumn = `${target}_id`) {
  return {
    name: `fk_${table}_${column}`,
    columns: ['org_id', column],
    references: { table: target, columns: ['org_id', targetColumn] },
  };
}

/** Every tenant table hangs off its organisation. */
export function ofOrg(table: string) {
  return { name: `fk_${table}_org`, columns: ['org_id'], references: { table: 'org', columns: ['org_id'] } };
}
