/** The type of a column in the schema. `key` text compares byte by byte on both engines; `people` text as the database's default does. */
export type ColumnDdl =
  | { readonly kind: 'identity' | 'int' | 'bigint' | 'bool' | 'time' | 'json' }
  | { readonly kind: 'text'; readonly length: number | 'max'; readonly collation: 'key' | 'people' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number };

export interface ColumnDefinition {
  readonly ddl: ColumnDdl;
  readonly nullable: boolean;
  /** A literal; booleans are printed as the engine spells them. */
  readonly default?: number | string | boolean;
}

/** A condition of a filtered index: all must hold. */
export type IndexCondition = Readonly<
  Record<string, { readonly is: 'null' | 'not null' } | { readonly equals: string | number | boolean }>
>;

export interface IndexDefinition {
  readonly name: string;
  readonly columns: readonly (string | { readonly column: string; readonly direction: 'asc' | 'desc' })[];
  readonly unique?: boolean;
  readonly where?: IndexCondition;
}

export interface ForeignKeyDefinition {
  readonly name: string;
  readonly columns: readonly string[];
  readonly references: { readonly table: string; readonly columns: readonly string[] };
}

/** A check; `sql` must be valid on both engines, with snake_case names. */
export interface CheckDefinition {
  readonly name: string;
  readonly sql: string;
}

/** One table in schema `app`. Names are snake_case, as in the database. */
export interface TableDefinition {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
  readonly primaryKey: readonly string[];
  readonly indexes?: readonly IndexDefinition[];
  readonly foreignKeys?: readonly ForeignKeyDefinition[];
  readonly checks?: readonly CheckDefinition[];
  /** Row-level security on `org_id`. False only for tables without tenants. */
  readonly tenant: boolean;
  /** What the application's role may do. `append`: select and insert only. */
  readonly grants: 'all' | 'append' | 'read';
}

/** A view; `sql` is the SELECT, valid on both engines, with `app.` before every table. It obeys row-level security of the caller. */
export interface ViewDefinition {
  readonly name: string;
  readonly sql: string;
}

/** One step of a migration. New kinds are added as the schema needs them. */
export type SchemaChange =
  | { readonly kind: 'createTable'; readonly table: TableDefinition }
  | {
      readonly kind: 'addColumns';
      readonly table: string;
      readonly columns: Readonly<Record<string, ColumnDefinition>>;
    }
  | { readonly kind: 'createIndex'; readonly table: string; readonly index: IndexDefinition }
  | { readonly kind: 'createView'; readonly view: ViewDefinition };
