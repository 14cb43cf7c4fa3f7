import { app, type HttpHandler } from '@azure/functions';
import { AppError } from '../platform/errors.ts';
import { withHeaders } from './answer.ts';
import type { Endpoint } from './endpoint.ts';
import { demandGateway, refusalReason } from './gateway-proof.ts';
import { problemAnswer, shownError } from './problem.ts';
import { requestIds } from './request-ids.ts';
import { reportRequest } from './request-telemetry.ts';
import { responseOf, type Wiring } from './register.ts';
import { matches } from './route-template.ts';

/** Sorts behind every other function, so that it gets what no other takes. */
export const unmatchedName = 'zz-unknown';

/**
 * Registers the function that answers what no endpoint matches: 405 with Allow where the path exists, else 404. The host's own
 * `admin/` and `runtime/` stay with the host.
 * https://github.com/Azure/azure-functions-host/issues/6990
 */
export function registerUnmatched(endpoints: readonly Endpoint[], wiring: UnmatchedWiring): void {
  app.http(unmatchedName, {
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
    authLevel: 'anonymous',
    route: '{*path:regex(^(?!(admin|runtime)(/|$)).*$)}',
    handler: unmatchedHandler(endpoints, wiring),
  });
}

/** What the function needs: no dependencies, so that it answers without any setting. */
type UnmatchedWiring = Pick<Wiring, 'gateway' | 'loggerFor'>;

function unmatchedHandler(endpoints: readonly Endpoint[], { gateway, loggerFor }: UnmatchedWiring): HttpHandler {
  return async (request, context) => {
    const started = performance.now();
    const ids = requestIds(request.headers, context.traceContext?.traceParent);
    const { pathname } = new URL(request.url);
    const known = endpoints.filter(({ route }) => matches(route, pathname.slice(1)));
    const error: unknown = await demandGateway(gateway, request.headers).then(
      () => refusal(known),
      (thrown: unknown) => thrown,
    );
    const shown = shownError(error, null);
    const allow: Record<string, string> = shown.code === 'method_not_allowed' ? { allow: methodsOf(known) } : {};
    const response = responseOf(withHeaders(problemAnswer(shown, ids.requestId), allow), ids);
    reportRequest(loggerFor(context), {
      ...ids,
      name: unmatchedName,
      method: request.method,
      // A template or nothing: the path is what the caller has written.
      route: known[0]?.route ?? '',
      orgId: null,
      subject: null,
      status: shown.status,
      code: shown.code,
      reason: refusalReason(shown),
      durationMs: performance.now() - started,
      roundTrips: 0,
      ...(shown.status >= 500 ? { failure: error } : {}),
    });
    return response;
  };
}

function refusal(known: readonly Endpoint[]): AppError {
  if (known.length === 0) return new AppError('not_found', 'There is nothing at this path.');
  return new AppError('method_not_allowed', `This path takes ${methodsOf(known)}.`);
}

function methodsOf(known: readonly Endpoint[]): string {
  return [...new Set(known.map(({ method }) => method))].sort().join(', ');
}
