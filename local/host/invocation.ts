import type { CoreInvocationContext, InvocationRequest, InvocationResponse } from './core-types.ts';
import type { App, InvocationLogScope } from './core-object.ts';
import type { RegisteredFunction } from './function-registry.ts';

/** How an invocation ended. `stage` tells a failing handler or hook from a result that the library cannot send. */
export type InvocationOutcome =
  | { readonly kind: 'completed'; readonly response: InvocationResponse; readonly isEmpty: boolean }
  | { readonly kind: 'failed'; readonly stage: 'handler' | 'response'; readonly error: unknown };

/**
 * Runs a function once, as the real worker does: arguments, pre hooks, handler, post hooks (which may change result and
 * error), response. Never rejects. Streaming: the arguments wait until the library has got the forwarded request.
 */
export async function invoke(app: App, fn: RegisteredFunction, request: InvocationRequest): Promise<InvocationOutcome> {
  const scope: { core: CoreInvocationContext; hookData: Record<string, unknown>; context: unknown } = {
    core: createContext(app, fn, request, () => scope),
    hookData: {},
    context: undefined,
  };
  let stage: 'handler' | 'response' = 'handler';
  try {
    const model = app.model().getInvocationModel(scope.core);
    const { context, inputs } = await model.getArguments();
    scope.context = context;
    const before = {
      ...hookContext(app, scope.hookData),
      invocationContext: context,
      functionCallback: fn.callback,
      inputs,
    };
    await inState(scope.core, 'preInvocationHooks', () => app.hooks.run('preInvocation', before));
    const after = {
      ...hookContext(app, scope.hookData),
      invocationContext: context,
      inputs: before.inputs,
      ...(await attempt(scope.core, () => model.invokeFunction(context, before.inputs, before.functionCallback))),
    };
    await inState(scope.core, 'postInvocationHooks', () => app.hooks.run('postInvocation', after));
    if (after.error !== null && after.error !== undefined) return { kind: 'failed', stage, error: after.error };
    stage = 'response';
    const response = await model.getResponse(context, after.result);
    return { kind: 'completed', response, isEmpty: after.result === undefined || after.result === null };
  } catch (error) {
    return { kind: 'failed', stage, error };
  }
}

function createContext(
  app: App,
  fn: RegisteredFunction,
  request: InvocationRequest,
  scope: () => InvocationLogScope,
): CoreInvocationContext {
  return {
    invocationId: request.invocationId,
    request,
    metadata: fn.metadata,
    state: undefined,
    log: (level, category, message) => app.log(level, category, message, scope()),
  };
}

/** The part that every hook sees; both data objects are shared by reference, so hooks can hand things on. */
function hookContext(app: App, hookData: Record<string, unknown>): { hookData: object; appHookData: object } {
  return { hookData, appHookData: app.hooks.appHookData };
}

async function attempt(
  core: CoreInvocationContext,
  call: () => Promise<unknown>,
): Promise<{ result: unknown; error: unknown }> {
  try {
    return { result: await inState(core, 'invocation', call), error: null };
  } catch (error) {
    // A handler that throws "nothing" failed all the same.
    return { result: null, error: error ?? new Error('Unknown error') };
  }
}

async function inState<T>(
  core: CoreInvocationContext,
  state: CoreInvocationContext['state'],
  step: () => Promise<T>,
): Promise<T> {
  core.state = state;
  try {
    return await step();
  } finally {
    core.state = undefined;
  }
}
