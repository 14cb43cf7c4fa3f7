import { randomUUID } from 'node:crypto';
import { spanBelow, type Span } from '../platform/trace-context.ts';

/** The ids that tie an answer, its log lines and its events together. */
export interface RequestIds {
  readonly requestId: string;
  /** The request in the W3C trace of its caller, or of a new one. */
  readonly span: Span;
}

/**
 * Takes X-Request-Id when it is 1–64 plain characters, else makes one. The span stands below the caller's `traceparent`, or else below
 * `hostTrace`, what the host says of the invocation.
 */
export function requestIds(headers: Headers, hostTrace?: string): RequestIds {
  const given = headers.get('x-request-id');
  const requestId = given !== null && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID();
  return { requestId, span: spanBelow(headers.get('traceparent') ?? hostTrace) };
}
