/** One thing that is wrong with an input: where it stands and what would be right. */
export interface InputError {
  /** Where the value stands. */
  readonly in: 'path' | 'query' | 'header' | 'body';
  /** RFC 6901 pointer into the body, or `/name` of a parameter; empty for the whole. */
  readonly pointer: string;
  readonly message: string;
}

/** One checklist item (or rule) that holds a transition back, and who may clear it. */
export interface Blocker {
  readonly kind: 'checklist_item' | 'proposal_missing' | 'transition_not_allowed';
  readonly gate?: string;
  readonly itemId?: number;
  readonly itemKey?: string;
  readonly message: string;
  /** Roles that may clear it. */
  readonly clearableBy: readonly string[];
  /** Who may not, whatever their role: the author of the proposal. */
  readonly notBy?: string;
  /** Clearing it takes evidence. */
  readonly evidenceRequired?: boolean;
}

/** A field of which the caller and the record have different values. */
export interface Conflict {
  readonly field: string;
  /** What the request asks for. */
  readonly yours: unknown;
  /** What the record holds now. */
  readonly theirs: unknown;
  /** What the caller has read, when the request says it. */
  readonly base?: unknown;
}

/** Facts that a problem document carries beside its message. All are safe to show to the caller. */
export interface ProblemFacts {
  readonly errors?: readonly InputError[];
  readonly blockers?: readonly Blocker[];
  readonly existingId?: number;
  /** The resource as it is now, on 412. */
  readonly current?: unknown;
  /** On 412: what the caller wants and what is there, field by field. */
  readonly conflicts?: readonly Conflict[];
  /** Whole seconds, sent as Retry-After. */
  readonly retryAfterSeconds?: number;
}

/** Every error code the API answers, with its HTTP status and a title that never changes. */
export const errorCodes = {
  malformed_request: [400, 'The request is malformed'],
  invalid_input: [400, 'The input is not valid'],
  invalid_cursor: [400, 'The cursor is not valid'],
  unauthenticated: [401, 'Authentication is needed'],
  forbidden: [403, 'Your role does not allow this'],
  gateway_required: [403, 'Requests come through the gateway'],
  org_not_provisioned: [403, 'The organisation is not provisioned'],
  not_found: [404, 'Not found'],
  method_not_allowed: [405, 'The method is not allowed here'],
  invalid_transition: [409, 'The state does not allow this transition'],
  gate_blocked: [409, 'A gate holds this transition'],
  conflict: [409, 'The request conflicts with the present state'],
  duplicate: [409, 'Such a record exists already'],
  idempotency_in_progress: [409, 'A request with this Idempotency-Key is still running'],
  stale_etag: [412, 'The record has changed since you read it'],
  body_too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'The content type is not supported'],
  idempotency_key_reused: [422, 'The Idempotency-Key was used with another request'],
  if_match_required: [428, 'If-Match is required'],
  rate_limited: [429, 'Your organisation calls too often'],
  internal_error: [500, 'Something went wrong on our side'],
  database_unavailable: [503, 'The database cannot be reached'],
  pool_exhausted: [503, 'Too many requests at once'],
  identity_unavailable: [503, 'The identity provider cannot be reached'],
  timed_out: [503, 'The request took too long'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ErrorCode = keyof typeof errorCodes;

/** An error whose message may be shown to the caller. Everything else becomes an `internal_error`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly facts: ProblemFacts;

  constructor(code: ErrorCode, message: string, facts: ProblemFacts = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'AppError';
    this.code = code;
    this.status = errorCodes[code][0];
    this.facts = facts;
  }
}

/** 404 for a record that is absent or belongs to another organisation: the two are never told apart. */
export function notFound(what: string, id: number | string): AppError {
  return new AppError('not_found', `There is no ${what} ${id}.`);
}

/** 400 that names one field of the body. `pointer` is an RFC 6901 pointer such as `/owner`. */
export function invalidField(pointer: string, message: string): AppError {
  return new AppError('invalid_input', message, { errors: [{ in: 'body', pointer, message }] });
}
