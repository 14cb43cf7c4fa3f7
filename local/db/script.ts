import { printChange } from '../../shared/db/engines/sqlserver/ddl.ts';
import { guardedFoundation } from '../../shared/db/engines/sqlserver/foundation.ts';
import { migrations } from '../../shared/db/migrations/all.ts';

/* Prints the T-SQL of every migration, for review: `npm run db:script > schema.sql`. */
const parts = [
  ['foundation', guardedFoundation()],
  ...migrations.map((it) => [it.name, it.changes.flatMap(printChange)] as const),
] as const;
for (const [name, statements] of parts)
  process.stdout.write(`-- ${name}\n\n${statements.map((it) => `${it}\nGO\n\n`).join('')}`);
