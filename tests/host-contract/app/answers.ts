// What a handler sees of a request, and what becomes of what it returns.
import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import { isStreaming } from './mode.ts';
import { happened, logged, note } from './record.ts';

app.http('mode', { route: 'mode', methods: ['GET'], handler: () => ({ jsonBody: { streaming: isStreaming } }) });
app.http('happened', { route: 'happened', methods: ['GET'], handler: () => ({ jsonBody: { happened, logged } }) });

app.http('echo', {
  route: 'echo/{id:int}',
  methods: ['GET', 'POST'],
  handler: async (request: HttpRequest): Promise<HttpResponseInit> => ({
    status: 201,
    jsonBody: {
      path: new URL(request.url).pathname,
      search: new URL(request.url).search,
      method: request.method,
      params: request.params,
      queryA: request.query.getAll('a'),
      header: request.headers.get('x-test'),
      body: await request.text(),
    },
  }),
});

app.http('headDeclared', { route: 'headed', methods: ['HEAD'], handler: () => ({ headers: { 'x-seen': 'head' } }) });
app.http('noContent', { route: 'no-content', methods: ['DELETE'], handler: () => ({ status: 204 }) });
app.http('throws', { route: 'throws', methods: ['GET'], handler: () => Promise.reject(new Error('on purpose')) });
app.http('mended', { route: 'mended', methods: ['GET'], handler: () => Promise.reject(new Error('mended by a hook')) });
app.http('never', { route: 'never', methods: ['GET'], handler: () => new Promise<never>(() => undefined) });

// What the types forbid and JavaScript does all the same.
const returning = (name: string, value: unknown): void =>
  app.http(name, { route: name, methods: ['GET'], handler: () => value as HttpResponseInit });
returning('nothing', undefined);
returning('bad-status', { status: 'abc' });
returning('bare-string', 'text');

app.http('cookies', {
  route: 'cookies',
  methods: ['GET'],
  handler: () => ({
    body: 'with cookies',
    headers: { 'x-own': 'function', 'x-frame-options': 'SAMEORIGIN' },
    cookies: [
      { name: 'first', value: 'a b', path: '/', httpOnly: true, sameSite: 'Lax' },
      { name: 'second', value: '2', maxAge: 60, secure: true },
    ],
  }),
});

app.http('hooked', {
  route: 'hooked',
  methods: ['GET'],
  handler: (_, context) => {
    note(happened, 'handler');
    context.warn('from the handler');
    return { body: context.traceContext?.traceParent ?? '' };
  },
});

app.http('slow', {
  route: 'slow/{ms:range(0,10000)}',
  methods: ['GET'],
  handler: async (request) => {
    note(happened, 'slow begins');
    await new Promise((resolve) => setTimeout(resolve, Number(request.params['ms'])));
    note(happened, 'slow answers');
    return { body: 'late but whole' };
  },
});
