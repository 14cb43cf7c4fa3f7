import { RawNode, sql, ValueNode, type AliasedExpression, type Expression, type RawBuilder } from 'kysely';
import type { ColumnKind } from './columns.ts';

/*
 * Expressions that the two engines spell differently. Domain code builds them here as markers: raw nodes whose first
 * fragment is one of `markers`; each engine's query plugin rewrites them to its own SQL before compilation.
 */
export const markers = {
  rows: 'fl_rows(',
  dbNow: 'fl_db_now(',
  dbNowPlus: 'fl_db_now_plus(',
  secondsAfter: 'fl_seconds_after(',
} as const;

/** Column name (camelCase) → kind of a JSON row set. */
export type RowSpec = Readonly<Record<string, ColumnKind>>;

/** `{ "name": "kind" }` of a row set in snake_case, as it stands in the marker. */
export type PrintedSpec = Readonly<Record<string, ColumnKind>>;

/**
 * A set of rows as a table expression, sent as **one** JSON parameter, whatever its size, so that statements keep one plan
 * and stay below the parameter limits. Every value must be JSON-able in its kind: `Date` and null are welcome; a `json` column
 * takes the plain value (not its text). Column names are camelCase as everywhere.
 *
 * @example db.updateTable('signal').from(jsonRows('r', { id: 'bigint', owner: 'text' }, rows)).set((eb) => ({ owner: eb.ref('r.owner') }))
 *   .where('signal.orgId', '=', orgId).whereRef('signal.signalId', '=', 'r.id')
 */
export function jsonRows<R extends object, A extends string>(
  alias: A,
  spec: { readonly [K in keyof R]-?: ColumnKind },
  rows: readonly R[],
): AliasedExpression<R, A> {
  const names = Object.keys(spec);
  const snake = names.map(snakeCase);
  const printed = rows.map((row) =>
    Object.fromEntries(names.map((name, i) => [snake[i], (row as Record<string, unknown>)[name] ?? null])),
  );
  const printedSpec: PrintedSpec = Object.fromEntries(
    names.map((name, i) => [snake[i] ?? name, (spec as Record<string, ColumnKind>)[name] ?? 'text']),
  );
  return sql<R>`fl_rows(${JSON.stringify(printed)}, ${sql.lit(JSON.stringify(printedSpec))})`.as<A>(alias);
}

/** The database's own clock. Only for leases, where two machines must agree; everything else takes `session.now`. */
export function dbNow(): RawBuilder<Date> {
  return sql<Date>`fl_db_now()`;
}

/** The database's clock plus (or minus) whole seconds. */
export function dbNowPlus(seconds: number): RawBuilder<Date> {
  return sql<Date>`fl_db_now_plus(${sql.lit(Math.round(seconds))})`;
}

/** `moment` plus `seconds` (any expression of whole seconds), computed by the database. Markers: `fl_seconds_after(<moment>, <seconds>)`. */
export function secondsAfter(moment: Expression<Date>, seconds: Expression<number>): RawBuilder<Date> {
  return sql<Date>`fl_seconds_after(${moment}, ${seconds})`;
}

/** The spec of a `rows` marker, read back by the engines. Throws when the node is not one. */
export function rowsSpecOf(marker: RawNode): PrintedSpec {
  const literal = marker.parameters[1];
  const value = literal !== undefined && RawNode.is(literal) ? literal.parameters[0] : literal;
  if (value === undefined || !ValueNode.is(value) || typeof value.value !== 'string')
    throw new Error('Not a row set marker.');
  return JSON.parse(value.value) as PrintedSpec;
}

/** camelCase → snake_case exactly as Kysely's CamelCasePlugin does for the names used here. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
