import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RootOperationNode } from 'kysely';
import { compileForSqlServer } from '../../shared/db/engines/sqlserver/compile.ts';

/** Names the folder that statements are recorded in; unset, nothing is recorded. */
export const recordingVariable = 'FLOWLEDGER_TSQL_RECORDING';

/** What one line of a recording holds. */
export type Recording =
  { readonly sql: string; readonly types: readonly string[] } | { readonly error: string; readonly sql: string };

const seen = new Set<string>();

/**
 * Compiles a statement for SQL Server and appends it to this process's file in the recording folder, once per distinct text. A statement that
 * cannot be compiled is recorded as an error, so that the check fails and the test that ran it does not. Only queries are recorded: the
 * schema is checked on its own.
 */
export function recordStatement(node: RootOperationNode): void {
  const folder = process.env[recordingVariable];
  if (folder === undefined || folder === '' || node.kind === 'RawNode') return;
  const recording = recordingOf(node);
  const line = JSON.stringify(recording);
  if (seen.has(line)) return;
  seen.add(line);
  mkdirSync(folder, { recursive: true });
  appendFileSync(join(folder, `${process.pid}-${started}.jsonl`), `${line}\n`);
}

/** Process numbers come round again. */
const started = Date.now();

function recordingOf(node: RootOperationNode): Recording {
  try {
    const { sql, parameters } = compileForSqlServer(node);
    return { sql, types: parameters.map((it) => it.type) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error), sql: JSON.stringify(node).slice(0, 2000) };
  }
}
