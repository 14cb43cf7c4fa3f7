import { describe, expect, it } from 'vitest';
import type { Mode, Subject } from './subject.ts';

interface Echo {
  readonly params: object;
  readonly queryA: readonly string[];
  readonly body: string;
}

/** What a handler sees of a request, and what becomes of what it returns. */
export function describeAnswers(subject: () => Subject, mode: Mode): void {
  const isStreaming = mode === 'streaming';
  const echo = async (path: string, init?: RequestInit): Promise<Echo> => subject().json<Echo>(`/echo/${path}`, init);

  describe('a handler', () => {
    it('sees path, query, method, headers and body, and its status and body go back', async () => {
      const response = await subject().call('/echo/007?z=1', {
        method: 'POST',
        body: 'hello',
        headers: { 'x-test': 'yes' },
      });
      expect(response.status).toBe(201);
      if (isStreaming) expect(response.headers.get('x-ms-invocation-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(await response.json()).toMatchObject({
        path: '/echo/007',
        search: '?z=1',
        method: 'POST',
        params: { id: '007' },
        header: 'yes',
        body: 'hello',
      });
    });

    it(isStreaming ? 'sees a repeated query key twice' : 'sees a repeated query key as one value', async () => {
      expect((await echo('1?a=1&a=2')).queryA).toEqual(isStreaming ? ['1', '2'] : ['1,2']);
    });

    it(isStreaming ? 'sees a chunked body whole' : 'sees nothing of a chunked body', async () => {
      const body = new Blob(['one ', 'two']).stream();
      expect((await echo('1', { method: 'POST', body, duplex: 'half' })).body).toBe(isStreaming ? 'one two' : '');
    });

    it(
      isStreaming
        ? 'sees query keys and JSON properties among its params, where route values win'
        : 'sees only route values among its params',
      async () => {
        const body = JSON.stringify({ fromBody: 5, id: 'body' });
        const headers = { 'content-type': 'application/json' };
        const seen = await echo('1?fromQuery=q&id=query', { method: 'POST', body, headers });
        const leaked = { fromQuery: 'q', fromBody: '5' };
        expect(seen.params).toEqual({ id: '1', ...(isStreaming ? leaked : {}) });
        expect(seen.body).toBe(body);
      },
    );
  });

  describe('an answer', () => {
    it('keeps its cookies apart, and its own headers before the custom ones', async () => {
      const response = await subject().call('/cookies');
      expect(response.headers.getSetCookie().map((cookie) => cookie.toLowerCase())).toEqual([
        'first=a%20b; path=/; httponly; samesite=lax',
        'second=2; max-age=60; secure',
      ]);
      expect([response.headers.get('x-own'), response.headers.get('x-frame-options')]).toEqual([
        'function',
        'SAMEORIGIN',
      ]);
      expect(await response.text()).toBe('with cookies');
    });

    it('to HEAD has headers and no body, and a 204 neither', async () => {
      const head = await subject().call('/headed', { method: 'HEAD' });
      expect([head.status, head.headers.get('x-seen'), await head.text()]).toEqual([200, 'head', '']);
      expect((await subject().call('/no-content', { method: 'DELETE' })).status).toBe(204);
    });

    it.each(['bad-status', 'bare-string'])('that cannot be sent (%s) is an empty 500', async (path) => {
      const response = await subject().call(`/${path}`);
      expect([response.status, await response.text()]).toEqual([500, '']);
    });

    it('of an error is what a hook made of it', async () => {
      const response = await subject().call('/mended');
      expect([response.status, await response.text()]).toEqual([503, 'mended by a hook']);
    });
  });

  // In streaming mode, a handler that throws or returns nothing never answers: see silence.ts.
  describe.runIf(mode === 'rpc')('a handler', () => {
    it('that throws is an empty 500', async () => {
      const response = await subject().call('/throws');
      expect([response.status, await response.text()]).toEqual([500, '']);
    });

    it('that returns nothing is a 204', async () => {
      expect((await subject().call('/nothing')).status).toBe(204);
    });
  });
}
