import mssql, { type ISqlType, type Request } from 'mssql';
import type { QueryResult } from 'kysely';
import type { Scope } from '../../engine.ts';
import type { TsqlStatement } from './compile.ts';
import type { ParameterType } from './parameters.ts';
import { readRows } from './read-rows.ts';

const declared: Readonly<Record<ParameterType, () => ISqlType>> = {
  int: () => mssql.Int(),
  bigint: () => mssql.BigInt(),
  bit: () => mssql.Bit(),
  'nvarchar(4000)': () => mssql.NVarChar(4000),
  'nvarchar(max)': () => mssql.NVarChar(mssql.MAX),
  'datetime2(3)': () => mssql.DateTime2(3),
  'decimal(28,6)': () => mssql.Decimal(28, 6),
  'varbinary(max)': () => mssql.VarBinary(mssql.MAX),
};

/** Not a number, so that it cannot be one of the statement's own. */
const orgParameter = 'fl_org';

/** How long a statement waits for a lock, as on PostgreSQL: given up before the statement is, so that what failed can be told. */
export const lockTimeoutMs = 6_000;

const limited = `SET LOCK_TIMEOUT ${lockTimeoutMs}; `;

/**
 * Sends a statement in one round trip, after its lock time-out: that is undone when the batch ends, so every batch says it. With `scope`, the
 * connection's organisation is set in the same batch too: a pooled connection may still carry another one's.
 */
export async function sendStatement<R>(
  request: Request,
  statement: TsqlStatement,
  scope: Scope | null,
): Promise<QueryResult<R>> {
  if (scope !== null) request.input(orgParameter, declared.int(), scope.kind === 'tenant' ? scope.orgId : 0);
  statement.parameters.forEach(({ value, type }, index) => request.input(String(index + 1), declared[type](), value));
  const entered = scope === null ? '' : `EXEC sp_set_session_context N'org_id', @${orgParameter}; `;
  const result = await request.query<Record<string, unknown>>(limited + entered + statement.sql);
  // What stands before it answers with neither rows nor a count; the last of each is the statement's.
  const affected = result.rowsAffected.at(-1);
  return {
    rows: readRows<R>(result.recordsets.at(-1)),
    ...(affected === undefined ? {} : { numAffectedRows: BigInt(affected) }),
  };
}
