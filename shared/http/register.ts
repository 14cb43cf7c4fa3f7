import {
  app,
  type HttpHandler,
  type HttpRequest,
  type HttpResponseInit,
  type InvocationContext,
} from '@azure/functions';
import type { Logger } from '../platform/logger.ts';
import { traceparentOf } from '../platform/trace-context.ts';
import { inWork } from '../platform/work-context.ts';
import { answerOf, withHeaders, type Answer } from './answer.ts';
import type { Endpoint, PublicEndpoint } from './endpoint.ts';
import { withinDeadline } from './deadline.ts';
import { demandGateway, isBehindGateway, refusalReason, type Gateway } from './gateway-proof.ts';
import { authorise, handleTenantRequest, type RequestDependencies, type RequestTrail } from './handle.ts';
import { parseInput, type RawInput } from './parse-input.ts';
import { internalError, problemAnswer, shownError } from './problem.ts';
import { readBody } from './read-body.ts';
import { requestIds } from './request-ids.ts';
import { reportRequest } from './request-telemetry.ts';

/** How endpoints reach what they need: asked at the first request, never at import. */
export interface Wiring {
  readonly dependencies: () => Promise<RequestDependencies>;
  readonly gateway: Gateway;
  readonly loggerFor: (context: InvocationContext) => Logger;
}

/** Registers an endpoint with Azure Functions. */
export function register(record: Endpoint, wiring: Wiring): void {
  const { name, method, route } = record;
  app.http(name, { methods: [method], authLevel: 'anonymous', route, handler: handlerOf(record, wiring) });
}

/** The handler of an endpoint. It always answers: in streaming mode a handler that throws leaves its caller hanging. */
function handlerOf(record: Endpoint, wiring: Wiring): HttpHandler {
  return async (request, context) => {
    const started = performance.now();
    const ids = requestIds(request.headers, context.traceContext?.traceParent);
    const logger = wiring.loggerFor(context);
    const trail: RequestTrail = {
      requestId: ids.requestId,
      traceparent: traceparentOf(ids.span),
      trips: { count: 0 },
      orgId: null,
      subject: null,
      limits: {},
    };
    const { response, code, failure, reason } = await answer(record, wiring, request, trail);
    reportRequest(logger, {
      ...ids,
      name: record.name,
      method: record.method,
      route: record.route,
      orgId: trail.orgId,
      subject: trail.subject,
      status: response.status ?? 200,
      code,
      reason,
      durationMs: performance.now() - started,
      roundTrips: trail.trips.count,
      failure,
    });
    return response;
  };
}

/** Every answer of a dry run says that it is one, refusals too. */
function dryRunMark(record: Endpoint, request: HttpRequest): Record<string, string> {
  return record.access === 'write' && /[?&]dryRun=true(&|$)/.test(request.url) ? { 'dry-run': 'true' } : {};
}

/** A browser takes an answer for what it says to be. */
const nosniff = { 'x-content-type-options': 'nosniff' };

interface Outcome {
  readonly response: HttpResponseInit;
  readonly code: string | null;
  /** What was thrown, where the answer is a 5xx. */
  readonly failure?: unknown;
  /** What was wrong with the gateway's token, where the answer does not say it. */
  readonly reason?: string | undefined;
}

async function answer(record: Endpoint, wiring: Wiring, request: HttpRequest, trail: RequestTrail): Promise<Outcome> {
  let dependencies: RequestDependencies | null = null;
  const mark = dryRunMark(record, request);
  try {
    if (isBehindGateway(record)) await demandGateway(wiring.gateway, request.headers);
    if (record.access === 'public') return await answerPublic(record, request, trail);
    const deps = (dependencies = await wiring.dependencies());
    const printed = await withinDeadline(deps.timeoutMs, async (deadline) => {
      const principal = await authorise(record, deps, request.headers, trail);
      const raw = await rawInput(request, record);
      return handleTenantRequest(record, deps, principal, raw, trail, deadline);
    });
    const headers = { 'cache-control': 'no-store', ...mark, ...trail.limits };
    return { response: responseOf(withHeaders(printed, headers), trail), code: null };
  } catch (error) {
    const shown = shownError(error, dependencies?.engine ?? null);
    const told = withHeaders(problemAnswer(shown, trail.requestId), { ...mark, ...trail.limits });
    const failure = shown.status >= 500 ? { failure: error } : {};
    return { response: responseOf(told, trail), code: shown.code, reason: refusalReason(shown), ...failure };
  }
}

async function answerPublic(record: PublicEndpoint, request: HttpRequest, trail: RequestTrail): Promise<Outcome> {
  const { input } = parseInput(record, await rawInput(request, record));
  const work = { correlationId: trail.requestId, traceparent: trail.traceparent, trips: trail.trips };
  const reply = await inWork(work, () => record.handler({ ...input, body: undefined }, request.headers));
  if (!(reply instanceof Response)) {
    return { response: responseOf(answerOf(reply), trail), code: null, failure: reply.failure };
  }
  const headers = { ...nosniff, ...Object.fromEntries(reply.headers), 'x-request-id': trail.requestId };
  const body = new Uint8Array(await reply.arrayBuffer());
  return { response: { status: reply.status, headers, body }, code: null };
}

async function rawInput(request: HttpRequest, { bodyLimit = 1024 * 1024 }: Endpoint): Promise<RawInput> {
  const bytes = await readBody(request, bodyLimit);
  return { url: new URL(request.url), headers: request.headers, params: request.params, bytes };
}

/** The answer as the library takes it. `postInvocation` uses it too, for what slips through. */
export function responseOf(printed: Answer, { requestId }: Pick<RequestTrail, 'requestId'>): HttpResponseInit {
  const headers = { ...nosniff, ...printed.headers, 'x-request-id': requestId };
  if (printed.body === null) return { status: printed.status, headers };
  // With its length said, the answer goes out in one piece.
  const body = Buffer.from(printed.body);
  return { status: printed.status, headers: { ...headers, 'content-length': String(body.byteLength) }, body };
}

/** The 500 of a request whose handler broke outside of all the above. */
export function silentFailure(cause: unknown, requestId: string): HttpResponseInit {
  return responseOf(problemAnswer(internalError(cause), requestId), { requestId });
}
