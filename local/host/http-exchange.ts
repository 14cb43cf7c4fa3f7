import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { answerEmpty } from './http-answer.ts';
import type { RegisteredFunction } from './function-registry.ts';
import type { App } from './core-object.ts';
import { UploadTooLargeError } from './http-failures.ts';
import type { InFlight } from './in-flight.ts';
import type { InvocationRequest } from './core-types.ts';

/** One HTTP request that a function answers. */
export interface HttpExchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly url: URL;
  readonly fn: RegisteredFunction;
  /** The name of the trigger's binding. */
  readonly binding: string;
  readonly routeValues: Readonly<Record<string, string>>;
  readonly invocationId: string;
}

/** What answering needs beyond the exchange. */
export interface HttpSurroundings {
  readonly app: App;
  readonly inFlight: InFlight;
  /** Added to every answer that does not have them. */
  readonly customHeaders: Readonly<Record<string, string>>;
  readonly answerLimitMs: number;
}

/** The real host refuses a larger upload, in bytes. */
export const uploadLimitBytes = 104_857_600;

/** The absolute URL of a request, or undefined when its target or Host header does not make one. */
export function requestUrl(incoming: IncomingMessage, port: number): URL | undefined {
  const target = incoming.url ?? '/';
  const host = incoming.headers.host ?? `127.0.0.1:${port}`;
  // Never `new URL(target, base)`: a target that starts with two slashes would name another host.
  const text = target.startsWith('/') ? `http://${host}${target}` : target;
  const url = URL.parse(text);
  return url?.protocol === 'http:' && url.username === '' && url.password === '' ? url : undefined;
}

/** Whether the request comes with a body, by its framing headers. */
export function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Every header as one string, repeated ones joined as HTTP allows. */
export function joinedHeaders(incoming: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(incoming.headersDistinct).map(([name, values]) => [
      name,
      (values ?? []).join(name === 'cookie' ? '; ' : ', '),
    ]),
  );
}

/** The trace of the caller's `traceparent` with a span of its own, or a new trace. */
export function traceContext(headers: IncomingHttpHeaders): InvocationRequest['traceContext'] {
  const given = headers['traceparent'];
  const parts = typeof given === 'string' ? /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/.exec(given) : null;
  const trace = parts?.[1] ?? randomHex();
  const state = headers['tracestate'];
  return {
    traceParent: `00-${trace}-${randomHex().slice(0, 16)}-${parts?.[2] ?? '00'}`,
    traceState: typeof state === 'string' ? state : '',
  };
}

/** 32 digits, 122 bits of them random. Node keeps a store of UUIDs; other random bytes cost a call of the system each time. */
function randomHex(): string {
  return randomUUID().replaceAll('-', '');
}

/** Reads a body whole. Throws UploadTooLargeError over the limit. */
export async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > uploadLimitBytes) throw new UploadTooLargeError(uploadLimitBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Answers an empty 500 (or cuts an answer that has begun); an upload that is still coming is not worth reading. */
export function answerFailure(exchange: HttpExchange, customHeaders: Readonly<Record<string, string>>): void {
  const { incoming, outgoing } = exchange;
  if (!incoming.complete) outgoing.shouldKeepAlive = false;
  answerEmpty(outgoing, 500, customHeaders);
}
