import { randomBytes, randomUUID } from 'node:crypto';

/** The ids that tie an answer, its log lines and its events together. */
export interface RequestIds {
  readonly requestId: string;
  /** The W3C trace of the caller, or a new one. */
  readonly traceId: string;
}

/** Takes X-Request-Id when it is 1–64 plain characters, else makes one; the same for the trace of `traceparent`. */
export function requestIds(headers: Headers): RequestIds {
  const given = headers.get('x-request-id');
  const requestId = given !== null && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID();
  const trace = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/.exec(
    headers.get('traceparent') ?? '',
  )?.[1];
  const known = trace !== undefined && !/^0+$/.test(trace);
  return { requestId, traceId: known ? trace : randomBytes(16).toString('hex') };
}
