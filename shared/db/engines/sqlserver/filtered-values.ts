import { migrations } from '../../migrations/all.ts';
import type { IndexDefinition, SchemaChange } from '../../migrations/schema-change.ts';

/** Values that filtered indexes ask for, by column. */
const values = collect();

/** Whether some filtered index holds only rows in which `column` (snake_case) has this value. */
export function isFilteredValue(column: string, value: unknown): boolean {
  return values.get(column)?.has(value) === true;
}

function collect(): ReadonlyMap<string, ReadonlySet<unknown>> {
  const found = new Map<string, Set<unknown>>();
  const conditions = migrations.flatMap((it) => it.changes).flatMap(indexesOf);
  for (const { where } of conditions) {
    for (const [column, test] of Object.entries(where ?? {})) {
      if ('equals' in test) found.set(column, (found.get(column) ?? new Set()).add(test.equals));
    }
  }
  return found;
}

function indexesOf(change: SchemaChange): readonly IndexDefinition[] {
  if (change.kind === 'createTable') return change.table.indexes ?? [];
  return change.kind === 'createIndex' ? [change.index] : [];
}
