import type { ColumnType } from 'kysely';

/** How a column travels: as parameter, in a JSON row set, and as a TypeScript value. */
export type ColumnKind = 'int' | 'bigint' | 'bool' | 'text' | 'time' | 'decimal' | 'json';

/**
 * One column as the application sees it. The phantom type `T` is its Kysely type; `kind` is all that exists at run time.
 * Lengths, collations and checks belong to the migrations.
 */
export interface Column<T> {
  readonly kind: ColumnKind;
  readonly nullable: boolean;
  /** The database fills it when an insert leaves it out. */
  readonly generated: boolean;
  readonly type?: T;
}

type Given<T> = Column<T>;
type Filled<T> = Column<ColumnType<T, T | undefined, T>>;
type Identity = Column<ColumnType<number, never, never>>;

export const int = <T extends number = number>(): Given<T> => ({ kind: 'int', nullable: false, generated: false });
export const bigint = (): Given<number> => ({ kind: 'bigint', nullable: false, generated: false });
export const bool = (): Given<boolean> => ({ kind: 'bool', nullable: false, generated: false });
/** Text; give the union for an enumeration. */
export const text = <T extends string = string>(): Given<T> => ({ kind: 'text', nullable: false, generated: false });
/** A moment: datetime2(3) UTC there, timestamptz(3) here, `Date` in code. */
export const time = (): Given<Date> => ({ kind: 'time', nullable: false, generated: false });
/** An exact decimal of at most 15 significant digits, a `number` in code. */
export const decimal = (): Given<number> => ({ kind: 'decimal', nullable: false, generated: false });
/** A JSON document as text; `json.ts` parses and prints it. */
export const json = (): Given<string> => ({ kind: 'json', nullable: false, generated: false });
/** The row's own number, given by the database. */
export const identity = (): Identity => ({ kind: 'bigint', nullable: false, generated: true });
/** A column that may be null; an insert may leave it out. */
export const nullable = <T>(column: Given<T>): Column<ColumnType<T | null, T | null | undefined, T | null>> => ({
  kind: column.kind,
  nullable: true,
  generated: true,
});
/** A column with a database default; an insert may leave it out. */
export const defaulted = <T>(column: Given<T>): Filled<T> => ({ kind: column.kind, nullable: false, generated: true });

/** The columns of one table by their TypeScript name. */
export type Columns = Readonly<Record<string, Column<unknown>>>;

/** The Kysely table type of a set of columns. */
export type TableOf<C extends Columns> = { [K in keyof C]: C[K] extends Column<infer T> ? T : never };
