import type { DatabaseFault, FaultKind } from '../../engine.ts';

const bySqlState: Readonly<Record<string, FaultKind>> = {
  '23505': 'unique',
  '23503': 'foreign_key',
  '23514': 'check',
  '23502': 'check',
  '22001': 'too_long',
  '40P01': 'deadlock',
  '40001': 'deadlock',
  '55P03': 'timeout',
  '57014': 'timeout',
  // The service cannot log in, or its database is not there: nothing that a caller did.
  '28000': 'unavailable',
  '28P01': 'unavailable',
  '3D000': 'unavailable',
  '53300': 'unavailable',
  '57P01': 'unavailable',
  '57P02': 'unavailable',
  '57P03': 'unavailable',
  '25P03': 'unavailable',
};

const network = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH', 'EAI_AGAIN']);

/** Recognises an error of `pg` or of the socket below it. */
export function postgresFault(error: unknown): DatabaseFault | null {
  if (!(error instanceof Error)) return null;
  if (isOutdated(error)) return { kind: 'outdated', constraint: null };
  const { code, constraint } = error as Error & { code?: unknown; constraint?: unknown };
  if (typeof code === 'string') {
    const kind = bySqlState[code] ?? (code.startsWith('08') || network.has(code) ? 'unavailable' : undefined);
    if (kind !== undefined) return { kind, constraint: typeof constraint === 'string' ? constraint : null };
  }
  // pg gives these no code.
  if (/timeout exceeded when trying to connect/i.test(error.message))
    return { kind: 'pool_exhausted', constraint: null };
  if (isUnanswered(error)) return { kind: 'unavailable', constraint: null };
  if (
    /connection terminated|connection ended|client has encountered a connection error|not queryable|after calling end on the pool/i.test(
      error.message,
    )
  ) {
    return { kind: 'unavailable', constraint: null };
  }
  return error instanceof AggregateError
    ? (error.errors.map(postgresFault).find((fault) => fault !== null) ?? null)
    : null;
}

/** Whether a connection cannot be used after this error of its own. */
export function breaksConnection(error: unknown): boolean {
  return postgresFault(error)?.kind === 'unavailable';
}

/**
 * A statement was sent and nothing came back: the network swallows what is sent, or the server is frozen. It is not the server's own limit of a
 * statement or a lock, which comes earlier and says so.
 */
export function isUnanswered(error: unknown): boolean {
  return error instanceof Error && /query read timeout/i.test(error.message);
}

/** A statement that the server keeps does not fit its tables any more: a migration has changed them. Parsed anew, it does. */
export function isOutdated(error: unknown): boolean {
  const { code, routine } = error as { readonly code?: unknown; readonly routine?: unknown };
  return code === '0A000' && routine === 'RevalidateCachedQuery';
}
