import type { DatabaseFault, FaultKind } from '../../engine.ts';
import { loginErrorNumber } from './login-errors.ts';

const byNumber: ReadonlyMap<number, FaultKind> = new Map<number, FaultKind>([
  [2627, 'unique'],
  [2601, 'unique'],
  [547, 'foreign_key'],
  [2628, 'too_long'],
  [8152, 'too_long'],
  [1205, 'deadlock'],
  // A snapshot conflict is answered as a deadlock is: the whole transaction again.
  [3960, 'deadlock'],
  [1222, 'timeout'],
  ...[40197, 40501, 40613, 49918, 49919, 49920, 10928, 10929, 4060, 4221, 10053, 10054, 10060, 42108, 42109].map(
    (number) => [number, 'unavailable'] as const,
  ),
]);

const byCode: ReadonlyMap<string, FaultKind> = new Map<string, FaultKind>([
  ['ESOCKET', 'unavailable'],
  ['ECONNCLOSED', 'unavailable'],
  ['ENOTOPEN', 'unavailable'],
  ['ECONNRESET', 'unavailable'],
  ['ECONNREFUSED', 'unavailable'],
  ['EINSTLOOKUP', 'unavailable'],
  ['ELOGIN', 'unavailable'],
]);

interface DriverError extends Error {
  readonly code?: unknown;
  readonly number?: unknown;
  readonly originalError?: unknown;
}

/** Recognises the errors of `mssql`, of its pool and of the server; null for anything else. */
export function faultOfSqlServer(error: unknown): DatabaseFault | null {
  if (!(error instanceof Error)) return null;
  if (isPoolTimeout(error)) return { kind: 'pool_exhausted', constraint: null };
  const number = errorNumber(error);
  const kind = number === null ? undefined : byNumber.get(number);
  if (kind === 'foreign_key')
    return { kind: isCheck(error.message) ? 'check' : kind, constraint: constraintOf(error.message) };
  if (kind !== undefined) return { kind, constraint: kind === 'unique' ? constraintOf(error.message) : null };
  return codeFault(error);
}

/** The server's error number, also of a login that failed; null when the error did not come from the server. */
export function errorNumber(error: unknown): number | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; depth += 1) {
    const { number, originalError, cause } = at as DriverError;
    if (typeof number === 'number') return number;
    const login = loginErrorNumber(at);
    if (login !== null) return login;
    at = originalError ?? cause;
  }
  return null;
}

/** Whether the error arose while a connection was being made, so that no statement can have run. */
export function isConnectError(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConnectionError';
}

function codeFault(error: Error): DatabaseFault | null {
  const { code } = error as DriverError;
  if (typeof code !== 'string') return null;
  // The same code stands for a connection that was not made in time and for a statement that took too long.
  if (code === 'ETIMEOUT') return { kind: isConnectError(error) ? 'unavailable' : 'timeout', constraint: null };
  const kind = byCode.get(code);
  return kind === undefined ? null : { kind, constraint: null };
}

/** tarn's own error; its message says only that the operation timed out for an unknown reason. */
function isPoolTimeout(error: Error): boolean {
  return (
    error.name === 'TimeoutError' ||
    /acquire a connection from the pool|operation timed out for an unknown reason/i.test(error.message)
  );
}

function isCheck(message: string): boolean {
  return /CHECK constraint/i.test(message);
}

function constraintOf(message: string): string | null {
  return /(?:constraint|unique index) ['"]([^'"]+)['"]/i.exec(message)?.[1] ?? null;
}
