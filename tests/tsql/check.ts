import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { migrations } from '../../shared/db/migrations/all.ts';
import { buildChecker, hasDotnet, runChecker } from './checker-program.ts';
import { recordingVariable } from './recorder.ts';
import { schemaScript } from './schema-script.ts';

/*
 * Checks every recorded statement with Microsoft's own parser and schema model: `node tests/tsql/check.ts [recordings folder]`.
 * Exit code 1 on a problem, on no statement at all, and in CI where `dotnet` is missing.
 */
const reports = join(import.meta.dirname, '../../.reports');
const recordings = process.argv[2] ?? process.env[recordingVariable] ?? join(reports, 'tsql');
const schemaFile = join(reports, 'tsql-schema/schema.sql');

if (hasDotnet()) {
  mkdirSync(dirname(schemaFile), { recursive: true });
  writeFileSync(schemaFile, schemaScript(migrations));
  buildChecker();
  const { output, code } = runChecker(schemaFile, recordings);
  console.log(output);
  process.exitCode = code;
} else {
  console.log('T-SQL check skipped: dotnet is not on this machine.');
  process.exitCode = process.env['CI'] === undefined ? 0 : 1;
}
