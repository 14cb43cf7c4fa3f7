import { printChange } from '../../shared/db/engines/sqlserver/ddl.ts';
import { foundation } from '../../shared/db/engines/sqlserver/foundation.ts';
import type { Migration } from '../../shared/db/migrations/migration.ts';
import type { SchemaChange } from '../../shared/db/migrations/schema-change.ts';

/** The whole schema as the checker reads it: plain definitions, each followed by a line that says GO. */
export function schemaScript(migrations: readonly Migration[]): string {
  const changes = migrations.flatMap((migration) => migration.changes);
  const statements = [...foundation.map((it) => it.create), ...withColumnsAdded(changes).flatMap(printChange)];
  return statements.map((statement) => `${statement}\nGO\n`).join('\n');
}

/** The schema model knows no ALTER TABLE … ADD: columns that came later stand in the definition of their table. */
function withColumnsAdded(changes: readonly SchemaChange[]): SchemaChange[] {
  const added = changes.filter((change) => change.kind === 'addColumns');
  return changes.flatMap((change): SchemaChange[] => {
    if (change.kind === 'addColumns') return [];
    if (change.kind !== 'createTable') return [change];
    const { table } = change;
    const later = added.filter((it) => it.table === table.name).map((it) => it.columns);
    return [{ kind: 'createTable', table: { ...table, columns: Object.assign({}, table.columns, ...later) } }];
  });
}
