import { printChange } from '../../shared/db/engines/sqlserver/ddl.ts';
import { foundation } from '../../shared/db/engines/sqlserver/foundation.ts';
import type { Migration } from '../../shared/db/migrations/migration.ts';

/** The whole schema as the checker reads it: plain definitions, each followed by a line that says GO. */
export function schemaScript(migrations: readonly Migration[]): string {
  const statements = [
    ...foundation.map((it) => it.create),
    ...migrations.flatMap((migration) => migration.changes).flatMap(printChange),
  ];
  return statements.map((statement) => `${statement}\nGO\n`).join('\n');
}
