import { app, type PostInvocationContext } from '@azure/functions';
import { silentFailure } from './register.ts';
import { requestIds } from './request-ids.ts';

/**
 * Makes sure that every HTTP function answers. In streaming mode the library writes nothing for a handler that throws or returns
 * nothing, and the caller waits until the front end gives up; this turns both into a 500 problem.
 */
export function answerAlways(): void {
  app.hook.postInvocation((context) => {
    if (context.invocationContext.options.trigger.type !== 'httpTrigger') return;
    if (!failed(context)) return;
    const { requestId } = requestIds(headersOf(context.inputs[0]));
    context.invocationContext.error(`${context.invocationContext.functionName} gave no answer`, context.error);
    context.result = silentFailure(context.error, requestId);
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
