import type { Reply } from './endpoint-record.ts';

/** A whole answer, printed: what is stored under an Idempotency-Key and what goes out. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Prints a handler's reply. Throws a TypeError when it is none: a handler that forgot to answer is a defect, not a 204. */
export function answerOf(reply: Reply | undefined): Answer {
  if (reply === undefined || !Number.isInteger(reply.status) || reply.status < 200 || reply.status > 599) {
    throw new TypeError('The handler gave no reply with a status.');
  }
  const { status, body, etag } = reply;
  const headers: Record<string, string> = {};
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (etag !== undefined) headers['etag'] = `"${etag}"`;
  for (const [name, value] of Object.entries(reply.headers ?? {})) headers[name.toLowerCase()] = value;
  return { status, headers, body: body === undefined ? null : JSON.stringify(body) };
}

/** The same answer with more headers. */
export function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
