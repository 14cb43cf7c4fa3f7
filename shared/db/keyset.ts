import { expressionBuilder, sql, type Expression, type SelectQueryBuilder, type SqlBool } from 'kysely';
import {
  readCursor,
  writeCursor,
  type CursorBind,
  type KeysetColumn,
  type KeysetOrder,
  type KeyValue,
} from './cursor.ts';

export type { KeysetOrder };

/** A page of a list, as the API answers it. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

/** What a caller asks of a list. */
export interface PageRequest {
  /** 1–200. */
  readonly limit: number;
  /** An earlier page's `nextCursor`; null for the first page. */
  readonly cursor: string | null;
}

/**
 * Reads one page of `query` (a select without order or limit) in `order`, in one statement. `keyOf` gives a row's values of the order's
 * columns, in their order.
 *
 * Throws `invalid_cursor` when the cursor is damaged or was made for another order, filter or organisation.
 *
 * @example keysetPage(db.selectFrom('signal').selectAll().where('orgId', '=', orgId), { limit, cursor }, newestFirst,
 *   { orgId, filter: { owner } }, (row) => [row.createdAt, row.signalId])
 */
export async function keysetPage<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  request: PageRequest,
  order: KeysetOrder,
  bind: CursorBind,
  keyOf: (row: O) => readonly KeyValue[],
): Promise<Page<O>> {
  return pageOf(await keysetRows(query, request, order, bind).execute(), request, order, bind, keyOf);
}

/**
 * The statement whose rows `pageOf` makes a page of, for a list that reads more about the rows of its page: it is ordered and limited. Throws
 * `invalid_cursor` as `keysetPage` does.
 */
export function keysetRows<DB, TB extends keyof DB, O>(
  query: SelectQueryBuilder<DB, TB, O>,
  request: PageRequest,
  order: KeysetOrder,
  bind: CursorBind,
): SelectQueryBuilder<DB, TB, O> {
  const after = request.cursor === null ? null : readCursor(request.cursor, order, bind);
  const wanted = after === null ? query : query.where(isAfter(order.columns, after));
  const ordered = order.columns.reduce((built, column) => built.orderBy(sql.ref(column.ref), column.direction), wanted);
  // One row more than asked tells whether there is a next page, without a count.
  return ordered.limit(request.limit + 1);
}

/** The page that the rows of `keysetRows` make, in its order. */
export function pageOf<O>(
  rows: readonly O[],
  request: PageRequest,
  order: KeysetOrder,
  bind: CursorBind,
  keyOf: (row: O) => readonly KeyValue[],
): Page<O> {
  const data = rows.slice(0, request.limit);
  const last = data.at(-1);
  const more = rows.length > request.limit && last !== undefined;
  return { data, nextCursor: more ? writeCursor(order, bind, keyOf(last)) : null };
}

/** The same page with every row turned into what the API shows. */
export function mapPage<A, B>(page: Page<A>, show: (row: A) => B): Page<B> {
  return { data: page.data.map(show), nextCursor: page.nextCursor };
}

/**
 * `(a, b, c)` comes after the key, spelled without row values, which SQL Server does not have. The first column is also
 * bounded on its own, so that both engines can seek in an index instead of filtering the alternatives.
 */
function isAfter(columns: readonly KeysetColumn[], key: readonly KeyValue[]): Expression<SqlBool> {
  const eb = expressionBuilder<Record<string, never>>();
  const compare = (at: number, operator: '=' | '<' | '>' | '<=' | '>='): Expression<SqlBool> =>
    eb(sql.ref<KeyValue>(columns[at]?.ref ?? ''), operator, key[at] ?? '');
  const beyond = columns.map((column, at) => {
    const equals = columns.slice(0, at).map((_, before) => compare(before, '='));
    return eb.and([...equals, compare(at, column.direction === 'asc' ? '>' : '<')]);
  });
  if (beyond.length === 1) return eb.and(beyond);
  return eb.and([compare(0, columns[0]?.direction === 'asc' ? '>=' : '<='), eb.or(beyond)]);
}
