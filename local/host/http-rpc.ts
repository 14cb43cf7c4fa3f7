// RPC mode: request and answer travel whole, as one message each.
import type { InvocationResponse, RpcHttpData, RpcNullable, RpcTypedData } from './core-types.ts';
import { answerEmpty, writeHead } from './http-answer.ts';
import {
  answerFailure,
  joinedHeaders,
  readBody,
  traceContext,
  uploadLimitBytes,
  type HttpExchange,
  type HttpSurroundings,
} from './http-exchange.ts';
import { UploadTooLargeError, withAnswerLimit } from './http-failures.ts';
import { describeError } from './host-log.ts';
import { invoke } from './invocation.ts';
import { setCookieHeader } from './rpc-cookie.ts';

/** Answers one exchange: nothing returned is a 204, a failure an empty 500. Never rejects. */
export async function answerByRpc(exchange: HttpExchange, around: HttpSurroundings): Promise<void> {
  const { outgoing, fn, invocationId } = exchange;
  try {
    send(exchange, await runInvocation(exchange, around), around.customHeaders);
  } catch (error) {
    if (outgoing.destroyed) return;
    const message = `Function "${fn.name}" failed (the caller gets 500): ${describeError(error)}`;
    around.app.write({ level: 'error', category: 'host', functionName: fn.name, invocationId, message });
    answerFailure(exchange, around.customHeaders);
  }
}

async function runInvocation(exchange: HttpExchange, around: HttpSurroundings): Promise<InvocationResponse> {
  const { incoming, fn, binding, invocationId } = exchange;
  const http = await requestData(exchange);
  const invocation = invoke(around.app, fn, {
    invocationId,
    functionId: fn.id,
    inputData: [{ name: binding, data: { http } }],
    triggerMetadata: {},
    traceContext: traceContext(incoming.headers),
  });
  around.inFlight.track(fn.name, invocation);
  const outcome = await withAnswerLimit(invocation, fn.name, around.answerLimitMs);
  if (outcome.kind === 'failed') throw outcome.error;
  return outcome.response;
}

async function requestData(exchange: HttpExchange): Promise<RpcHttpData> {
  const { incoming, url } = exchange;
  const length = Number(incoming.headers['content-length'] ?? 0);
  if (length > uploadLimitBytes) throw new UploadTooLargeError(uploadLimitBytes);
  // Without a length the real host sends no body: chunked uploads arrive empty in this mode.
  const bytes = length > 0 ? await readBody(incoming) : undefined;
  return {
    method: incoming.method ?? 'GET',
    url: url.href,
    nullableHeaders: nullable(joinedHeaders(incoming)),
    nullableQuery: nullable(joinedQuery(url)),
    nullableParams: nullable(exchange.routeValues),
    ...(bytes === undefined ? {} : { body: { bytes } }),
  };
}

/** Repeated query keys become one value here, joined with a comma. */
function joinedQuery(url: URL): Record<string, string> {
  const keys = new Set(url.searchParams.keys());
  return Object.fromEntries([...keys].map((key) => [key, url.searchParams.getAll(key).join(',')]));
}

function nullable(values: Readonly<Record<string, string>>): Record<string, RpcNullable<string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
}

function send(
  exchange: HttpExchange,
  response: InvocationResponse,
  customHeaders: Readonly<Record<string, string>>,
): void {
  const { outgoing } = exchange;
  const http = response.returnValue?.http;
  if (http === undefined || http === null) {
    answerEmpty(outgoing, 204, customHeaders);
    return;
  }
  const body = bodyBytes(http.body);
  const headers = Object.entries(http.headers ?? {}).flat();
  for (const cookie of http.cookies ?? []) headers.push('set-cookie', setCookieHeader(cookie));
  const status = Number(http.statusCode ?? 200);
  const hasNoBody = status === 204 || status === 304;
  const hasLength = 'content-length' in (http.headers ?? {});
  writeHead(
    outgoing,
    status,
    hasNoBody || hasLength ? headers : [...headers, 'content-length', `${body.length}`],
    customHeaders,
  );
  outgoing.end(body);
}

function bodyBytes(body: RpcTypedData | null | undefined): Buffer {
  if (body?.bytes) return Buffer.from(body.bytes);
  return Buffer.from(body?.string ?? body?.json ?? '', 'utf8');
}
