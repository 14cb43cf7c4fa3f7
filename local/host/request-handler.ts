import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerAdmin } from './admin-endpoints.ts';
import { answerEmpty, sendWebResponse, toWebRequest } from './http-answer.ts';
import { requestUrl, type HttpSurroundings } from './http-exchange.ts';
import { answerByRpc } from './http-rpc.ts';
import { answerByStreaming } from './http-streaming.ts';
import { describeError } from './host-log.ts';
import { opens, presentedKey, type HostKeys } from './keys.ts';
import type { LoadedApp } from './running-app.ts';
import type { Timers } from './timers.ts';

/** What answering any request needs. */
export interface RequestSurroundings extends HttpSurroundings {
  readonly loaded: LoadedApp;
  readonly timers: Timers;
  readonly port: number;
  /** Undefined: keys are not asked for. */
  readonly keys: HostKeys | undefined;
  readonly localRoutes: ((request: Request) => Promise<Response | undefined>) | undefined;
}

/** Answers one request: host-side routes first, then admin, then functions. Never rejects. */
export async function handleRequest(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  around: RequestSurroundings,
): Promise<void> {
  try {
    await route(incoming, outgoing, around);
  } catch (error) {
    if (outgoing.destroyed) return;
    around.app.write({
      level: 'error',
      category: 'host',
      message: `A host-side route failed: ${describeError(error)}`,
    });
    answerEmpty(outgoing, 500, around.customHeaders);
  }
}

async function route(incoming: IncomingMessage, outgoing: ServerResponse, around: RequestSurroundings): Promise<void> {
  // A web Request cannot have this method, so neither a host-side route nor a handler could see it.
  if (incoming.method === 'TRACE') return answerEmpty(outgoing, 404, around.customHeaders);
  const url = requestUrl(incoming, around.port);
  if (url === undefined) return answerEmpty(outgoing, 400, around.customHeaders);
  const local = await around.localRoutes?.(toWebRequest(incoming, url));
  if (local !== undefined) return await sendWebResponse(local, outgoing, around.customHeaders);
  if (/^\/admin(?:\/|$)/i.test(url.pathname)) return await admin(incoming, outgoing, url, around);
  if (around.loaded.failure?.kind === 'routes') {
    const stopped = new Response('Function host is not running.', { status: 503 });
    return await sendWebResponse(stopped, outgoing, around.customHeaders);
  }
  return await callFunction(incoming, outgoing, url, around);
}

async function admin(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  url: URL,
  around: RequestSurroundings,
): Promise<void> {
  const { loaded, timers, keys } = around;
  const answer = await answerAdmin(toWebRequest(incoming, url), {
    functions: loaded.functions,
    timers,
    state: loaded.failure === undefined ? 'Running' : 'Error',
    startupError: loaded.failure?.error.message,
    isAuthorised: keys === undefined || opens(keys, 'admin', keyOf(incoming, url)),
  });
  await sendWebResponse(answer, outgoing, around.customHeaders);
}

async function callFunction(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  url: URL,
  around: RequestSurroundings,
): Promise<void> {
  const { loaded, keys } = around;
  const match = loaded.routes.match(incoming.method ?? 'GET', url.pathname);
  if (match === undefined) return answerEmpty(outgoing, 404, around.customHeaders);
  const { fn, binding, authLevel } = match.owner;
  if (keys !== undefined && !opens(keys, authLevel, keyOf(incoming, url), fn.name)) {
    return answerEmpty(outgoing, 401, around.customHeaders);
  }
  const exchange = { incoming, outgoing, url, fn, binding, routeValues: match.values, invocationId: randomUUID() };
  if (loaded.proxy === undefined) await answerByRpc(exchange, around);
  else await answerByStreaming(exchange, loaded.proxy, around);
}

function keyOf(incoming: IncomingMessage, url: URL): string | undefined {
  const header = incoming.headers['x-functions-key'];
  return presentedKey(typeof header === 'string' ? header : undefined, url.searchParams);
}
