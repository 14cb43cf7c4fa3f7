import type { ErrorCode } from './errors.ts';

/** What a code means, and what its reader does about it. Whole sentences in Markdown; no links. */
export interface ErrorMeaning {
  readonly meaning: string;
  readonly remedy: string;
}

/** The catalogue behind `/problems/{code}` and docs/api/problems.md. */
export const errorMeanings: Readonly<Record<ErrorCode, ErrorMeaning>> = {
  malformed_request: {
    meaning:
      'The body is no JSON in UTF-8, or holds what would be read as something else: a key given twice, a number that is not exact, NUL, more than 64 levels.',
    remedy: 'Correct the places that `errors` names. The same request will fail again.',
  },
  invalid_input: {
    meaning: 'A value of the path, the query, a header or the body is missing, unknown or outside of what it may be.',
    remedy: '`errors` names every one of them with its place. Correct them all and send the request again.',
  },
  invalid_cursor: {
    meaning: 'The cursor is damaged, or belongs to another list, other filters or another organisation.',
    remedy: 'Send `nextCursor` back as it came, with the filters that it came with; or begin at the first page.',
  },
  unauthenticated: {
    meaning: 'There is no bearer token, or it is not valid (any more) for this service.',
    remedy: 'Get a new token and send it as `Authorization: Bearer …`.',
  },
  forbidden: {
    meaning: 'The token is good, but none of its roles may do this.',
    remedy: '`detail` names the role. Ask an administrator of your organisation for it, or let somebody else do it.',
  },
  gateway_required: {
    meaning:
      'The service was called past its API gateway. It takes requests of the gateway only, so nothing of this one was looked at.',
    remedy: 'Call the API at its public address. Nothing else of the request needs to change.',
  },
  org_not_provisioned: {
    meaning: 'The organisation that the token names is not set up in this service.',
    remedy: 'Ask an administrator of the service to set it up.',
  },
  not_found: {
    meaning: 'There is nothing at this path, or no such record in your organisation.',
    remedy: 'Check the id: another organisation’s record looks exactly like none.',
  },
  method_not_allowed: {
    meaning: 'The path exists, but not with this method.',
    remedy: 'Use one of the methods that `Allow` names.',
  },
  invalid_transition: {
    meaning: 'The record is in a state from which there is no way to the one you want.',
    remedy: 'Read the record again. For a pursuit, its transitions say where it can go.',
  },
  gate_blocked: {
    meaning: 'Checklist items of a gate are still open, so the transition was not made.',
    remedy: '`blockers` names each and who may clear it. Complete them, or let a manager override with a reason.',
  },
  conflict: {
    meaning: 'The request contradicts the present state, or others changed the record at the same time.',
    remedy: 'Read the record again and decide anew. With `Retry-After`, the same request may work after a moment.',
  },
  duplicate: {
    meaning: 'A record with this key exists already.',
    remedy: 'Use the one that exists; `existingId` is its id where it can be told.',
  },
  idempotency_in_progress: {
    meaning: 'The first request with this Idempotency-Key has not ended yet.',
    remedy: 'Send the same request again after `Retry-After` seconds: you will get the answer of the first one.',
  },
  stale_etag: {
    meaning: 'The record has changed since you read the version that If-Match names.',
    remedy:
      '`current` is the record as it is now, `conflicts` what differs. Decide, and send the change with the new ETag; or ask for a merge with `Prefer: merge`.',
  },
  body_too_large: {
    meaning: 'The body has more bytes than this operation takes: 1 MiB, or what its description says.',
    remedy: 'Send less at a time.',
  },
  unsupported_media_type: {
    meaning: 'The body is not `application/json` in UTF-8, or it is compressed.',
    remedy: 'Send plain JSON with `Content-Type: application/json` and without `Content-Encoding`.',
  },
  idempotency_key_reused: {
    meaning: 'The Idempotency-Key came with another request within the last 24 hours.',
    remedy: 'Choose a new key for a new request; repeat a request without any change.',
  },
  if_match_required: {
    meaning: 'This change is made only against a version that you have read.',
    remedy: 'Read the record and send its ETag as If-Match.',
  },
  rate_limited: {
    meaning: 'Your organisation has used up what it may call at present. The request was not looked at.',
    remedy: 'Wait for `Retry-After` seconds; `RateLimit` and `RateLimit-Policy` of every answer say how much is left.',
  },
  internal_error: {
    meaning: 'A fault of the service. Nothing of the request was kept.',
    remedy: 'Try again with the same Idempotency-Key. If it stays, report it with the `instance`.',
  },
  database_unavailable: {
    meaning: 'The database cannot be reached, does not answer in time, or is busy with rival changes.',
    remedy: 'Try again after `Retry-After` seconds, a write with the same Idempotency-Key: it happens once.',
  },
  pool_exhausted: {
    meaning: 'All connections to the database are in use.',
    remedy: 'Try again after `Retry-After` seconds and send fewer requests at the same time.',
  },
  identity_unavailable: {
    meaning: 'The keys of the identity provider cannot be fetched, so no token can be checked.',
    remedy: 'Try again after `Retry-After` seconds.',
  },
  timed_out: {
    meaning: 'The request was given up because it took too long. What it had begun was taken back.',
    remedy: 'Try again after `Retry-After` seconds, a write with the same Idempotency-Key; ask for less at a time.',
  },
};
