import { sql, type Insertable, type Kysely, type Selectable } from 'kysely';
import type { ColumnKind } from './columns.ts';
import { jsonRows } from './portable.ts';
import { tableColumns, type TableName, type Tables } from './tables.ts';

/*
 * Set-based writes: any number of rows in one statement with one parameter. The row types are checked at the call; inside, the statement is built
 * from column names, which Kysely's types cannot follow, so the builders are used untyped here and only here.
 */
type AnyDb = Kysely<Record<string, Record<string, unknown>>>;

const kindsOf = (table: TableName, names: readonly string[]): Record<string, ColumnKind> => {
  const columns: Readonly<Record<string, { readonly kind: ColumnKind } | undefined>> = tableColumns[table];
  return Object.fromEntries(
    names.map((name) => {
      const column = columns[name];
      if (column === undefined) throw new Error(`${table} has no column ${name}`);
      return [name, column.kind];
    }),
  );
};

/** A row whose JSON columns hold plain values: the row set prints them. */
type PlainJson<R> = { readonly [K in keyof R]: R[K] | (string extends R[K] ? unknown : never) };

/**
 * Inserts all rows in one statement; every row must have the same keys. With `idColumn`, answers the new ids in the order of `rows`: identities
 * follow the ORDER BY of an insert on both engines. JSON columns take plain values.
 */
export async function insertRows<T extends TableName>(
  db: Kysely<Tables>,
  table: T,
  rows: readonly PlainJson<Insertable<Tables[T]>>[],
  idColumn?: keyof Selectable<Tables[T]> & string,
): Promise<number[]> {
  const first = rows[0];
  if (first === undefined) return [];
  const names = Object.keys(first);
  const target: string = table;
  const ordered = rows.map((row, ordinal) => ({ ...row, ordinal }));
  const insert = (db as unknown as AnyDb)
    .insertInto(target)
    .columns(names)
    .expression((eb) =>
      eb
        .selectFrom(jsonRows<Record<string, unknown>, 'r'>('r', { ...kindsOf(table, names), ordinal: 'int' }, ordered))
        .select(names.map((name) => `r.${name}` as const))
        .orderBy('r.ordinal'),
    );
  if (idColumn === undefined) {
    await insert.execute();
    return [];
  }
  const inserted = await insert.returning(idColumn).execute();
  return inserted.map((row) => Number((row as Record<string, unknown>)[idColumn])).sort((a, b) => a - b);
}

/**
 * Updates the rows that `rows` name by `key` (columns beside `org_id`) in one statement, and answers how many there were. Every row must have
 * the same keys. `bump` adds 1 to `version` and sets `updated_at`; `guard` also demands that `version` still is the row's `version`.
 */
export async function updateRows<T extends TableName>(
  db: Kysely<Tables>,
  table: T,
  orgId: number,
  key: readonly (keyof Selectable<Tables[T]> & string)[],
  rows: readonly PlainJson<Partial<Selectable<Tables[T]>>>[],
  options: { readonly bumpAt?: Date; readonly guard?: boolean } = {},
): Promise<number> {
  const first = rows[0];
  if (first === undefined) return 0;
  const names = Object.keys(first);
  const target: string = table;
  const unset = new Set<string>([...key, ...(options.guard === true ? ['version'] : [])]);
  const set = names.filter((name) => !unset.has(name));
  const column = (name: string) => sql.ref(`${target}.${name}`);
  const given = (name: string) => sql.ref(`r.${name}`);
  const result = await (db as unknown as AnyDb)
    .updateTable(target)
    .from(
      jsonRows<Record<string, unknown>, 'r'>('r', kindsOf(table, names), rows as readonly Record<string, unknown>[]),
    )
    .set((eb) => ({
      ...Object.fromEntries(set.map((name) => [name, given(name)])),
      ...(options.bumpAt === undefined
        ? {}
        : { version: eb(sql.ref<number>(`${target}.version`), '+', eb.lit(1)), updatedAt: options.bumpAt }),
    }))
    .where((eb) =>
      eb.and([eb(column('orgId'), '=', orgId), ...[...unset].map((name) => eb(column(name), '=', given(name)))]),
    )
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}
