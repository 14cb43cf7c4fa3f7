import type { DatabaseFault, FaultKind } from '../../engine.ts';
import { errorsWithin } from './errors-within.ts';
import { loginErrorNumber } from './login-errors.ts';

const byNumber: ReadonlyMap<number, FaultKind> = new Map<number, FaultKind>([
  [2627, 'unique'],
  [2601, 'unique'],
  [547, 'foreign_key'],
  // NULL where a value belongs.
  [515, 'check'],
  [2628, 'too_long'],
  [8152, 'too_long'],
  [1205, 'deadlock'],
  // A snapshot conflict is answered as a deadlock is: the whole transaction again.
  [3960, 'deadlock'],
  [1222, 'timeout'],
  ...[40197, 40501, 40613, 49918, 49919, 49920, 10928, 10929, 4060, 4221, 10053, 10054, 10060, 42108, 42109].map(
    (number) => [number, 'unavailable'] as const,
  ),
  // The session was ended or the database has just become a replica that is only read: a new connection finds the new primary.
  ...[596, 3906].map((number) => [number, 'unavailable'] as const),
  // No locks, memory or log left, or the session took too much of them.
  ...[1204, 701, 8645, 40549, 40550, 40551, 40552, 40553].map((number) => [number, 'unavailable'] as const),
]);

/** Of the driver, of the socket below it and of its token: what failed was never the statement. */
const unavailable: ReadonlySet<unknown> = new Set([
  'ESOCKET',
  'ECONNCLOSED',
  'ENOTOPEN',
  'ECLOSE',
  'EINVALIDSTATE',
  'EINSTLOOKUP',
  'ELOGIN',
  'EFEDAUTH',
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

interface DriverError extends Error {
  readonly code?: unknown;
  readonly number?: unknown;
}

/** Recognises the errors of `mssql`, of its pool and of the server; null for anything else. */
export function faultOfSqlServer(error: unknown): DatabaseFault | null {
  if (!(error instanceof Error)) return null;
  const waitedFor = poolTimeoutReason(error);
  if (waitedFor !== null)
    return { kind: /unknown reason/i.test(waitedFor) ? 'pool_exhausted' : 'unavailable', constraint: null };
  const number = errorNumber(error);
  const kind = number === null ? undefined : byNumber.get(number);
  if (kind === 'foreign_key')
    return { kind: isCheck(error.message) ? 'check' : kind, constraint: constraintOf(error.message) };
  if (kind !== undefined) return { kind, constraint: kind === 'unique' ? constraintOf(error.message) : null };
  return codeFault(error);
}

/** The server's error number, also of a login that failed; null when the error did not come from the server. */
export function errorNumber(error: unknown): number | null {
  for (const at of errorsWithin(error)) {
    const { number } = at as DriverError;
    if (typeof number === 'number') return number;
    const login = loginErrorNumber(at);
    if (login !== null) return login;
  }
  return null;
}

/** Whether the error arose while a connection was being made, so that no statement can have run. */
export function isConnectError(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConnectionError';
}

/** Whether the access token that is the login could not be had: its issuer is out of reach, or has no identity for the process (yet). */
export function isTokenError(error: unknown): boolean {
  return errorsWithin(error).some((it) => (it as DriverError).code === 'EFEDAUTH');
}

function codeFault(error: Error): DatabaseFault | null {
  for (const at of errorsWithin(error)) {
    const { code } = at as DriverError;
    // The same code stands for a connection that was not made in time and for a statement that took too long.
    if (code === 'ETIMEOUT') return { kind: isConnectError(error) ? 'unavailable' : 'timeout', constraint: null };
    if (unavailable.has(code) || isCutOff(at)) return { kind: 'unavailable', constraint: null };
  }
  return null;
}

/** The connection ended within an answer; the driver gives this no code. */
function isCutOff({ message }: Error): boolean {
  return /unexpected end of message stream/i.test(message);
}

/**
 * What the pool says a connection was waited for in vain; null for another error. Only the words of `mssql` tell it, neither its class, name nor
 * code. The reason is unknown when all connections were busy, and otherwise why the last one could not be made.
 */
function poolTimeoutReason({ message }: Error): string | null {
  return /^Failed to acquire a connection from the pool: ([^]*)$/.exec(message)?.[1] ?? null;
}

function isCheck(message: string): boolean {
  return /CHECK constraint/i.test(message);
}

function constraintOf(message: string): string | null {
  return /(?:constraint|unique index) ['"]([^'"]+)['"]/i.exec(message)?.[1] ?? null;
}
