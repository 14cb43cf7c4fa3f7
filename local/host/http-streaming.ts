// Streaming mode: the request goes to the library's proxy as it comes, and the answer comes back on that connection.
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { RpcTypedData } from './core-types.ts';
import { relay } from './http-answer.ts';
import {
  answerFailure,
  hasBody,
  joinedHeaders,
  readBody,
  traceContext,
  uploadLimitBytes,
  type HttpExchange,
  type HttpSurroundings,
} from './http-exchange.ts';
import { UnsendableResultError, UploadTooLargeError, withAnswerLimit } from './http-failures.ts';
import { describeError, errorMessage } from './host-log.ts';
import { invoke, type InvocationOutcome } from './invocation.ts';
import { bodyProperties, isLeakedBody } from './leaked-params.ts';
import type { LibraryProxy } from './library-proxy.ts';

/**
 * Answers one exchange. Resolves when the answer is written (or the caller has gone); never rejects. As on the real host, a
 * handler that throws or returns nothing leaves the caller waiting until the answer limit, then 500.
 */
export async function answerByStreaming(
  exchange: HttpExchange,
  proxy: LibraryProxy,
  around: HttpSurroundings,
): Promise<void> {
  const { incoming, outgoing, invocationId } = exchange;
  let outbound: ClientRequest | undefined;
  try {
    if (Number(incoming.headers['content-length'] ?? 0) > uploadLimitBytes)
      throw new UploadTooLargeError(uploadLimitBytes);
    const known = isLeakedBody(incoming.headers) ? await readBody(incoming) : undefined;
    const forward = openForward(exchange, proxy);
    outbound = forward;
    outgoing.once('close', () => void (outgoing.writableFinished || forward.destroy()));
    const responded = responseTo(forward);
    const arrived = Promise.race([proxy.arrival(invocationId), responded]);
    const uploadFailed = send(incoming, forward, known);
    const unsendable = arrived.then(() => runInvocation(exchange, known, forward, around));
    // Each may lose the race below and reject later: that is no news then.
    unsendable.catch(() => undefined);
    const response = await withAnswerLimit(
      Promise.race([responded, uploadFailed, unsendable]),
      exchange.fn.name,
      around.answerLimitMs,
    );
    await relay(response, outgoing, around.customHeaders);
    // The handler has not read all of the body, so the library's side waits for a rest that it does not want.
    if (!forward.writableFinished) forward.destroy();
  } catch (error) {
    fail(exchange, around, error);
    outbound?.destroy();
  } finally {
    proxy.forget(invocationId);
    readRest(incoming);
  }
}

/** What the handler did not want of the body is read all the same: behind it comes the caller's next request on this connection. */
function readRest(incoming: IncomingMessage): void {
  if (incoming.readableEnded) return;
  incoming.unpipe();
  incoming.resume();
}

function openForward(exchange: HttpExchange, proxy: LibraryProxy): ClientRequest {
  const { incoming, url, invocationId } = exchange;
  const length = incoming.headers['content-length'];
  // Only what frames the message: the library takes the other headers from the trigger metadata.
  return request({
    host: '127.0.0.1',
    port: proxy.port,
    agent: proxy.agent,
    method: incoming.method,
    path: url.pathname + url.search,
    headers: {
      'x-ms-invocation-id': invocationId,
      'x-forwarded-host': url.host,
      'x-forwarded-proto': 'http',
      ...(length === undefined ? {} : { 'content-length': length }),
      ...(incoming.headers['transfer-encoding'] === undefined ? {} : { 'transfer-encoding': 'chunked' }),
    },
  });
}

async function responseTo(outbound: ClientRequest): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  outbound.once('response', resolve);
  // Stays for good: an error after the answer has begun shows on the response.
  outbound.on('error', reject);
  return await promise;
}

/** Uploads the body; settles only by failing. A handler may answer without reading all of it. */
async function send(incoming: IncomingMessage, outbound: ClientRequest, known: Buffer | undefined): Promise<never> {
  if (known !== undefined || !hasBody(incoming.headers)) outbound.end(known);
  // Piped, not in the pipeline: that would destroy the caller's connection where it should get a 500.
  else await pipeline(incoming.pipe(limitUpload()), outbound);
  return await new Promise<never>(() => undefined);
}

function limitUpload(): Transform {
  let length = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      length += chunk.length;
      if (length > uploadLimitBytes) done(new UploadTooLargeError(uploadLimitBytes));
      else done(null, chunk);
    },
  });
}

/** Runs the function; settles only by failing, when the library cannot send the result. */
async function runInvocation(
  exchange: HttpExchange,
  known: Buffer | undefined,
  outbound: ClientRequest,
  around: HttpSurroundings,
): Promise<never> {
  const { incoming, fn, binding, invocationId } = exchange;
  const invocation = invoke(around.app, fn, {
    invocationId,
    functionId: fn.id,
    inputData: [{ name: binding, data: { http: {} } }],
    triggerMetadata: triggerMetadata(exchange, known),
    traceContext: traceContext(incoming.headers),
  });
  around.inFlight.track(fn.name, invocation);
  const outcome = await invocation;
  report(exchange, outcome, around);
  if (outcome.kind === 'failed' && outcome.stage === 'response') {
    outbound.destroy();
    throw new UnsendableResultError(outcome.error);
  }
  return await new Promise<never>(() => undefined);
}

function triggerMetadata(exchange: HttpExchange, known: Buffer | undefined): Record<string, RpcTypedData> {
  const leaked = {
    ...Object.fromEntries(exchange.url.searchParams),
    ...bodyProperties(known),
    ...exchange.routeValues,
  };
  const strings = Object.entries(leaked).map(([name, string]): [string, RpcTypedData] => [name, { string }]);
  return Object.fromEntries([...strings, ['Headers', { json: JSON.stringify(joinedHeaders(exchange.incoming)) }]]);
}

function report(exchange: HttpExchange, outcome: InvocationOutcome, around: HttpSurroundings): void {
  if (outcome.kind === 'completed' && !outcome.isEmpty) return;
  const { fn, invocationId } = exchange;
  const waits = `with streaming on, no answer was sent and the caller waits for ${around.answerLimitMs} ms`;
  const message = outcome.kind === 'failed' ? describeError(outcome.error) : 'the handler returned nothing';
  const consequence = outcome.kind === 'failed' && outcome.stage === 'response' ? 'the caller gets 500' : waits;
  around.app.write({
    level: 'error',
    category: 'host',
    functionName: fn.name,
    invocationId,
    message: `Function "${fn.name}" failed (${consequence}): ${message}`,
  });
}

function fail(exchange: HttpExchange, around: HttpSurroundings, error: unknown): void {
  const { fn, outgoing, invocationId } = exchange;
  if (outgoing.destroyed) return;
  if (!(error instanceof UnsendableResultError)) {
    const message = errorMessage(error);
    around.app.write({ level: 'error', category: 'host', functionName: fn.name, invocationId, message });
  }
  answerFailure(exchange, around.customHeaders);
}
