import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type Api } from './harness.ts';

/** The rules for handlers that break, to be proved in one HTTP mode; each mode has a file, since an app has one mode. */
export function brokenHandlerRules(mode: 'streaming' | 'rpc'): void {
  let api: Api;
  beforeAll(async () => {
    process.env['HTTP_STREAMING'] = String(mode === 'streaming');
    api = await startApi({ load: () => import('./fixtures/parts-app.ts') });
  });
  afterAll(() => api.stop());

  describe(`in ${mode} mode`, () => {
    it.each(['throws', 'nothing', 'text'])(
      'a bare handler that gives %s is answered with a 500 problem',
      async (what) => {
        const { status, headers, body } = await api.as().get(`/bare/${what}`, { 'X-Request-Id': 'mine' });
        expect({ status, type: headers.get('content-type'), id: headers.get('x-request-id') }).toEqual({
          status: 500,
          type: 'application/problem+json',
          id: 'mine',
        });
        expect(body).toMatchObject({ code: 'internal_error', instance: 'mine' });
        expect(JSON.stringify(body)).not.toContain('secret');
      },
    );

    it.each(['crash', 'nothing'])(
      'an endpoint whose handler ends in %s answers 500 and keeps nothing',
      async (ending) => {
        const memberId = `broken-${ending}`;
        const { status, body } = await api.as().post('/api/parts/members', { memberId, ending });
        expect({ status, body }).toMatchObject({ status: 500, body: { code: 'internal_error' } });
        expect(JSON.stringify(body)).not.toContain('secret');
        expect((await api.as().post('/api/parts/members', { memberId })).status).toBe(201);
      },
    );

    it('the log names where it broke, which the caller is not told, and no message, which may hold values', async () => {
      await api.as().post('/api/parts/members', { memberId: 'logged', ending: 'crash' }, { 'X-Request-Id': 'find-me' });
      const lines = api.logs.map(({ message }) => message).filter((line) => line.includes('find-me'));
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/"status":500.*"error":"Error\\n +at .*parts-app\.ts/);
      expect(lines[0]).not.toContain('secret');
    });

    it('the body reaches the handler whole, and stray query keys and body fields do not become parameters', async () => {
      const { body } = await api.as().post('/api/parts/echo/7?status=new', { title: 'Ünï 🙂' });
      expect(body).toMatchObject({ params: { id: 7 }, query: { status: ['new'] }, body: { title: 'Ünï 🙂' } });
    });
  });
}
