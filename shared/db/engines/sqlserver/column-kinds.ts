import type { ColumnKind } from '../../columns.ts';
import { snakeCase } from '../../portable.ts';
import { tableColumns } from '../../tables.ts';

/** Kinds by `table.column` and, where every table that has the column agrees, by the column's name alone. Names are snake_case. */
const kinds = collect();

/**
 * The kind of a column; null when the name alone does not decide or is not a column of a table. `table` narrows it where the statement
 * names its target.
 */
export function kindOf(column: string, table?: string): ColumnKind | null {
  if (table !== undefined) {
    const exact = kinds.get(`${table}.${column}`);
    if (exact !== undefined) return exact;
  }
  return kinds.get(column) ?? null;
}

function collect(): ReadonlyMap<string, ColumnKind | null> {
  const found = new Map<string, ColumnKind | null>();
  for (const [table, columns] of Object.entries(tableColumns)) {
    for (const [name, column] of Object.entries(columns)) {
      const snake = snakeCase(name);
      // The organisation's own number is an int too, or no composite foreign key could refer to it.
      const kind = snake === 'org_id' ? 'int' : column.kind;
      const known = found.get(snake);
      found.set(`${snakeCase(table)}.${snake}`, kind);
      found.set(snake, known === undefined || known === kind ? kind : null);
    }
  }
  return found;
}
