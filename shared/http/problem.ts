import type { DatabaseFault, Engine, FaultKind } from '../db/engine.ts';
import { LostRaceError } from '../db/lost-race.ts';
import { AppError, errorCodes, type ErrorCode } from '../platform/errors.ts';
import type { Answer } from './answer.ts';

/** The RFC 9457 document of an error. `type` is the path of its page, `instance` the request's id. */
export function problemAnswer(error: AppError, requestId: string): Answer {
  const { errors, blockers, existingId, current, conflicts, retryAfterSeconds } = error.facts;
  const document = {
    type: `/problems/${error.code}`,
    title: errorCodes[error.code][1],
    status: error.status,
    code: error.code,
    detail: error.message,
    instance: requestId,
    errors,
    blockers,
    existingId,
    current,
    conflicts,
  };
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(Math.max(1, Math.ceil(retryAfterSeconds)));
  if (error.status === 401) headers['www-authenticate'] = 'Bearer';
  if (error.status === 415) Object.assign(headers, { accept: 'application/json', 'accept-encoding': 'identity' });
  return { status: error.status, headers, body: JSON.stringify(document) };
}

/**
 * The error to show for whatever was thrown: an `AppError` as it is, a database fault in general words, and an
 * `internal_error` that says nothing for everything else.
 */
export function shownError(error: unknown, engine: Engine | null): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof LostRaceError) {
    return new AppError(
      'conflict',
      'Others changed the record at the same time; try again.',
      { retryAfterSeconds: 1 },
      error,
    );
  }
  const fault = engine?.faultOf(error) ?? null;
  return fault === null ? internalError(error) : faultError(fault, error);
}

/** 500 that tells the caller nothing but the request's id. */
export function internalError(cause: unknown): AppError {
  return new AppError(
    'internal_error',
    'The request could not be completed; quote the instance when you report it.',
    {},
    cause,
  );
}

interface Shown {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

const byFault: Readonly<Record<FaultKind, Shown>> = {
  unavailable: { code: 'database_unavailable', message: 'The database cannot be reached.', retryAfterSeconds: 5 },
  timeout: { code: 'database_unavailable', message: 'The database did not answer in time.', retryAfterSeconds: 2 },
  deadlock: { code: 'database_unavailable', message: 'The database is busy with rival changes.', retryAfterSeconds: 1 },
  outdated: { code: 'database_unavailable', message: 'The database is being changed.', retryAfterSeconds: 1 },
  pool_exhausted: { code: 'pool_exhausted', message: 'All database connections are in use.', retryAfterSeconds: 1 },
  unique: { code: 'duplicate', message: 'Such a record exists already.' },
  foreign_key: { code: 'conflict', message: 'A record that this request refers to does not exist or is still in use.' },
  check: { code: 'invalid_input', message: 'A value lies outside of what its field allows.' },
  too_long: { code: 'invalid_input', message: 'A text is longer than its field allows.' },
};

function faultError(fault: DatabaseFault, cause: unknown): AppError {
  const { code, message, retryAfterSeconds } = byFault[fault.kind];
  return new AppError(code, message, retryAfterSeconds === undefined ? {} : { retryAfterSeconds }, cause);
}
