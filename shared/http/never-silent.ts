import { app, type InvocationContext, type PostInvocationContext } from '@azure/functions';
import { PlainError } from '../platform/describe-error.ts';
import type { Logger } from '../platform/logger.ts';
import { silentFailure } from './register.ts';
import { requestIds } from './request-ids.ts';
import { reportRequest } from './request-telemetry.ts';

/**
 * Makes sure that every HTTP function answers. In streaming mode the library writes nothing for a handler that throws or returns
 * nothing, and the caller waits until the front end gives up; this turns both into a 500 problem with a log line of its own.
 */
export function answerAlways(loggerFor: (context: InvocationContext) => Logger): void {
  app.hook.postInvocation((context) => {
    if (context.invocationContext.options.trigger.type !== 'httpTrigger') return;
    if (!failed(context)) return;
    const { invocationContext, error } = context;
    const ids = requestIds(headersOf(context.inputs[0]), invocationContext.traceContext?.traceParent);
    reportRequest(loggerFor(invocationContext), {
      ...ids,
      name: invocationContext.functionName,
      method: methodOf(context.inputs[0]),
      route: routeOf(invocationContext),
      orgId: null,
      subject: null,
      status: 500,
      code: 'internal_error',
      durationMs: 0,
      roundTrips: 0,
      failure: error ?? new PlainError('The handler gave no answer.'),
    });
    context.result = silentFailure(error, ids.requestId);
    context.error = null;
  });
}

function failed({ error, result }: PostInvocationContext): boolean {
  return (error !== null && error !== undefined) || typeof result !== 'object' || result === null;
}

function headersOf(request: unknown): Headers {
  const headers = typeof request === 'object' && request !== null && 'headers' in request ? request.headers : null;
  return headers instanceof Headers ? headers : new Headers();
}

function methodOf(request: unknown): string {
  const method = typeof request === 'object' && request !== null && 'method' in request ? request.method : null;
  return typeof method === 'string' ? method : '';
}

function routeOf({ options }: InvocationContext): string {
  const route: unknown = options.trigger['route'];
  return typeof route === 'string' ? route : '';
}
