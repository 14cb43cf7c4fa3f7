import type { QueryResult } from 'kysely';
import type { QueryArrayResult } from 'pg';

/** Names in the code, by the column's name. There are as many as columns and aliases. */
const names = new Map<string, string>();

/** What the database answered (rows as lists of values), as Kysely takes it: rows as objects under camelCase names. */
export function answerOf<R>({ command, fields, rowCount, rows }: QueryArrayResult): QueryResult<R> {
  const keys = fields.map((field) => nameOf(field.name));
  const found = rows.map((values) => {
    const row: Record<string, unknown> = {};
    for (const [i, key] of keys.entries()) row[key] = values[i];
    return row as R;
  });
  return command === 'SELECT' || rowCount === null
    ? { rows: found }
    : { rows: found, numAffectedRows: BigInt(rowCount) };
}

function nameOf(column: string): string {
  const known = names.get(column);
  if (known !== undefined) return known;
  const name = column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  names.set(column, name);
  return name;
}
