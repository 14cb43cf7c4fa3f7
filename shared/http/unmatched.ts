import { app, type HttpHandler } from '@azure/functions';
import { AppError } from '../platform/errors.ts';
import { withHeaders } from './answer.ts';
import type { Endpoint } from './endpoint.ts';
import { problemAnswer } from './problem.ts';
import { requestIds } from './request-ids.ts';
import { responseOf } from './register.ts';
import { matches } from './route-template.ts';

/** Sorts behind every other function, so that it gets what no other takes. */
export const unmatchedName = 'zz-unknown';

/**
 * Registers the function that answers what no endpoint matches: 405 with Allow where the path exists, else 404. The host's own
 * `admin/` and `runtime/` stay with the host.
 * https://github.com/Azure/azure-functions-host/issues/6990
 */
export function registerUnmatched(endpoints: readonly Endpoint[]): void {
  app.http(unmatchedName, {
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
    authLevel: 'anonymous',
    route: '{*path:regex(^(?!(admin|runtime)(/|$)).*$)}',
    handler: unmatchedHandler(endpoints),
  });
}

function unmatchedHandler(endpoints: readonly Endpoint[]): HttpHandler {
  return (request) => {
    const { requestId } = requestIds(request.headers);
    const { pathname } = new URL(request.url);
    const allowed = endpoints.filter(({ route }) => matches(route, pathname.slice(1))).map(({ method }) => method);
    if (allowed.length === 0) {
      const absent = problemAnswer(new AppError('not_found', 'There is nothing at this path.'), requestId);
      return responseOf(absent, { requestId });
    }
    const allow = [...new Set(allowed)].sort().join(', ');
    const refused = problemAnswer(new AppError('method_not_allowed', `This path takes ${allow}.`), requestId);
    return responseOf(withHeaders(refused, { allow }), { requestId });
  };
}
