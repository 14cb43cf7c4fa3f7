import { app, type HttpHandler, type HttpResponseInit, type InvocationContext } from '@azure/functions';
import { AppError, type ErrorCode } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import { withHeaders } from './answer.ts';
import type { Endpoint } from './endpoint.ts';
import { problemAnswer } from './problem.ts';
import { requestIds } from './request-ids.ts';
import { reportRequest } from './request-telemetry.ts';
import { responseOf } from './register.ts';
import { matches } from './route-template.ts';

/** Sorts behind every other function, so that it gets what no other takes. */
export const unmatchedName = 'zz-unknown';

/**
 * Registers the function that answers what no endpoint matches: 405 with Allow where the path exists, else 404. The host's own
 * `admin/` and `runtime/` stay with the host.
 * https://github.com/Azure/azure-functions-host/issues/6990
 */
export function registerUnmatched(
  endpoints: readonly Endpoint[],
  loggerFor: (context: InvocationContext) => Logger,
): void {
  app.http(unmatchedName, {
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
    authLevel: 'anonymous',
    route: '{*path:regex(^(?!(admin|runtime)(/|$)).*$)}',
    handler: unmatchedHandler(endpoints, loggerFor),
  });
}

function unmatchedHandler(
  endpoints: readonly Endpoint[],
  loggerFor: (context: InvocationContext) => Logger,
): HttpHandler {
  return (request, context) => {
    const started = performance.now();
    const ids = requestIds(request.headers, context.traceContext?.traceParent);
    const { pathname } = new URL(request.url);
    const known = endpoints.filter(({ route }) => matches(route, pathname.slice(1)));
    const { response, code } = refusal(known, ids.requestId);
    reportRequest(loggerFor(context), {
      ...ids,
      name: unmatchedName,
      method: request.method,
      // A template or nothing: the path is what the caller has written.
      route: known[0]?.route ?? '',
      orgId: null,
      subject: null,
      status: response.status ?? 404,
      code,
      durationMs: performance.now() - started,
      roundTrips: 0,
    });
    return response;
  };
}

function refusal(
  known: readonly Endpoint[],
  requestId: string,
): { readonly response: HttpResponseInit; readonly code: ErrorCode } {
  if (known.length === 0) {
    const absent = problemAnswer(new AppError('not_found', 'There is nothing at this path.'), requestId);
    return { response: responseOf(absent, { requestId }), code: 'not_found' };
  }
  const allow = [...new Set(known.map(({ method }) => method))].sort().join(', ');
  const refused = problemAnswer(new AppError('method_not_allowed', `This path takes ${allow}.`), requestId);
  return { response: responseOf(withHeaders(refused, { allow }), { requestId }), code: 'method_not_allowed' };
}
