import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { version } from '../../functions/version.ts';
import { endpoints } from '../../functions/http/all.ts';
import { startApi, type Api } from './harness.ts';
import { figuresOf } from './round-trips.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const anybody = (): ReturnType<Api['withAuthorization']> => api.withAuthorization(null);

describe('health', () => {
  it('answers liveness without a token and without a database', async () => {
    const figures = await figuresOf(async () => {
      expect(await anybody().get('/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
    });
    expect(figures).toMatchObject([{ name: 'platform-healthz', roundTrips: 0 }]);
  });

  it('tells the level of the schema and that the database is reachable', async () => {
    const answer = await anybody().get('/api/health');
    expect(answer).toMatchObject({
      status: 200,
      body: {
        status: 'ok',
        version,
        build: null,
        database: { engine: 'postgres' },
        migration: { pending: 0 },
        outbox: { lagSeconds: expect.any(Number) as number },
      },
    });
  });
});

describe('GET /api/me', () => {
  it('tells who the caller is and what the roles allow', async () => {
    const { body } = await api.as({ sub: 'vic', name: 'Vic', roles: ['viewer'] }).get<{ allowed: string[] }>('/api/me');
    expect(body).toMatchObject({ org: { key: 'acme' }, subject: 'vic', name: 'Vic', kind: 'user', roles: ['viewer'] });
    expect(body.allowed).toContain('platform-me');
    const forManagers = endpoints.filter((record) => record.access !== 'public' && record.role === 'manager');
    expect(forManagers.length).toBeGreaterThan(0);
    expect(body.allowed.filter((name) => forManagers.some((record) => record.name === name))).toEqual([]);
  });

  it('costs no trip to the database once the organisation is known', async () => {
    await api.as().get('/api/me');
    expect(await figuresOf(() => api.as().get('/api/me'))).toMatchObject([{ status: 200, roundTrips: 0 }]);
  });

  it('makes the organisation and the member at the first request, once, however many come', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.as({ org: 'burst' }).get('/api/me')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    const db = api.engine.reader({ kind: 'system' }, { count: 0 });
    const orgs = await db.selectFrom('org').select('orgId').where('orgKey', '=', 'burst').execute();
    const members = await db
      .selectFrom('member')
      .select('memberId')
      .where('orgId', '=', orgs[0]?.orgId ?? 0)
      .execute();
    expect({ orgs: orgs.length, members }).toEqual({ orgs: 1, members: [{ memberId: 'ann' }] });
  });
});

describe('what no endpoint matches', () => {
  it.each(['/', '/api/nothing', '/api/me/more'])('GET %s is a 404 problem', async (path) => {
    const { status, body } = await anybody().get(path, { 'X-Request-Id': 'lost' });
    expect({ status, body }).toMatchObject({ status: 404, body: { code: 'not_found', instance: 'lost' } });
  });

  it('another method on a known path is a 405 that names the right ones', async () => {
    const { status, headers, body } = await anybody().delete('/api/me');
    expect({ status, body }).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
    expect(headers.get('allow')).toBe('GET');
  });

  it('leaves the host its own routes', async () => {
    const response = await fetch(`${api.url}/admin/host/status`, {
      headers: { 'x-functions-key': api.host.masterKey },
    });
    expect(response.headers.get('content-type')).not.toContain('problem');
  });
});

describe('request ids', () => {
  it('are taken from the caller and stand in the log line with the trace, the status and no personal data', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c';
    const sent = { 'X-Request-Id': 'abc-123', traceparent: `00-${trace}-b7ad6b7169203331-01` };
    const { headers } = await api.as({ name: 'Ann Personal' }).get('/api/me', sent);
    expect(headers.get('x-request-id')).toBe('abc-123');
    const line = api.logs.map(({ message }) => message).find((message) => message.includes('abc-123')) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({
      requestId: 'abc-123',
      traceId: trace,
      status: 200,
      route: 'api/me',
      subject: 'ann',
    });
    expect(line).not.toContain('Personal');
  });

  it.each(['bad id', 'x'.repeat(65), '<script>'])('like %j are replaced', async (id) => {
    const { headers } = await anybody().get('/healthz', { 'X-Request-Id': id });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('the documentation', () => {
  it('is a page without inline script, with files of its own', async () => {
    const { status, headers, body } = await anybody().get<string>('/api/docs');
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(body).not.toMatch(/<script>|https?:/);
    const files = [...body.matchAll(/(?:src|href)="(docs\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) expect((await fetch(`${api.url}/api/${file}`)).status).toBe(200);
  });

  it('answers 404 for any other file', async () => {
    for (const file of ['package.json', 'index.html', '..%2fpackage.json', '__proto__', 'constructor']) {
      expect((await anybody().get(`/api/docs/${file}`)).status).toBe(404);
    }
  });

  it('is found under its old address', async () => {
    const { status, headers } = await anybody().get('/api-docs');
    expect({ status, location: headers.get('location') }).toEqual({ status: 302, location: '/api/docs' });
  });

  it('rests on an OpenAPI 3.1 document', async () => {
    const { body } = await anybody().get<{ openapi: string; paths: object }>('/openapi.json');
    expect(body.openapi).toMatch(/^3\.1/);
    expect(Object.keys(body.paths)).toContain('/api/me');
  });
});
