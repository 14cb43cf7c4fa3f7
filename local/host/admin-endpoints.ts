import { hostVersion } from './core-object.ts';
import type { IndexedFunction } from './indexed-functions.ts';
import type { Timers } from './timers.ts';

/** What the admin endpoints show and do. */
interface AdminSubject {
  readonly functions: readonly IndexedFunction[];
  readonly timers: Timers;
  /** Whether functions are served at all. */
  readonly state: 'Running' | 'Error';
  readonly startupError: string | undefined;
  /** The key has been checked already; false answers 401 to everything. */
  readonly isAuthorised: boolean;
}

const functionPath = /^\/admin\/functions\/([^/]+)\/?$/i;

/** Answers a request under `/admin/`; what is not there is an empty 404. */
export async function answerAdmin(request: Request, subject: AdminSubject): Promise<Response> {
  if (!subject.isAuthorised) return empty(401);
  const { pathname } = new URL(request.url);
  const route = `${request.method} ${pathname.toLowerCase().replace(/\/$/, '')}`;
  if (route === 'GET /admin/host/ping') return empty(200);
  if (route === 'GET /admin/host/status') return Response.json(hostStatus(subject));
  if (route === 'GET /admin/functions') return Response.json(subject.functions.map(describe));
  const name = functionPath.exec(pathname)?.[1];
  const found = subject.functions.find((one) => one.fn.name.toLowerCase() === name?.toLowerCase());
  if (found === undefined) return empty(404);
  if (request.method === 'GET') return Response.json(describe(found));
  return request.method === 'POST' ? runByHand(request, found, subject.timers) : empty(404);
}

function runByHand(request: Request, found: IndexedFunction, timers: Timers): Response {
  // JSON only: a web page from elsewhere cannot send that to this machine without the browser asking first.
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) return empty(415);
  if (found.disabled) return empty(404);
  if (found.kind === 'faulty') return Response.json({ error: found.error }, { status: 400 });
  if (found.kind === 'http') return Response.json({ error: 'Call an HTTP function by its route.' }, { status: 400 });
  void timers.fire(found.fn.name, false);
  return empty(202);
}

function hostStatus(subject: AdminSubject): object {
  return {
    id: 'local',
    state: subject.state,
    version: hostVersion,
    processUptime: Math.round(process.uptime() * 1000),
    ...(subject.startupError === undefined ? {} : { errors: [subject.startupError] }),
  };
}

function describe(one: IndexedFunction): object {
  return {
    name: one.fn.name,
    language: 'node',
    isDisabled: one.disabled,
    config: { bindings: Object.entries(one.fn.metadata.bindings).map(([name, binding]) => ({ name, ...binding })) },
    ...(one.kind === 'faulty' ? { error: one.error } : {}),
  };
}

function empty(status: number): Response {
  return new Response(null, { status });
}
