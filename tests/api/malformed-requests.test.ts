import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiResponse } from './contract.ts';
import { startApi, type Api } from './harness.ts';

interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly in: string; readonly pointer: string; readonly message: string }[];
}

let api: Api;
beforeAll(async () => {
  api = await startApi({ load: () => import('./fixtures/parts-app.ts') });
});
afterAll(() => api.stop());

const echo = (body: unknown, path = '/api/parts/echo/7', headers = {}): Promise<ApiResponse<Problem>> =>
  api.as().post<Problem>(path, body, headers);

/** `in pointer` of every error. */
const places = ({ body }: ApiResponse<Problem>): string[] =>
  (body.errors ?? []).map((error) => `${error.in} ${error.pointer}`);

describe('a body is refused, and the place named', () => {
  it.each([
    ['broken JSON', '{"title": "a",}', 'malformed_request', ['body ']],
    ['nothing but a brace', '{', 'malformed_request', ['body ']],
    ['a key twice', '{"title":"a","title":"b"}', 'malformed_request', ['body /title']],
    [
      'an integer beyond 2^53',
      '{"title":"a","inner":{"ids":[1,9007199254740993]}}',
      'malformed_request',
      ['body /inner/ids/1'],
    ],
    [
      'an id of 2^63',
      '{"title":"a","inner":{"ids":[9223372036854775808]}}',
      'malformed_request',
      ['body /inner/ids/0'],
    ],
    ['an endless number', '{"title":"a","value":1e400}', 'malformed_request', ['body /value']],
    ['NUL in a text', '{"title":"a\\u0000"}', 'malformed_request', ['body /title']],
    ['half a surrogate pair', '{"title":"\\ud800"}', 'invalid_input', ['body /title']],
    ['a wrong type', '{"title":5}', 'invalid_input', ['body /title']],
    ['an array instead of an object', '[]', 'invalid_input', ['body ']],
    ['null', 'null', 'invalid_input', ['body ']],
    ['nothing at all', undefined, 'invalid_input', ['body ']],
    [
      'three faults at once',
      '{"value":-1,"tags":["x","x"]}',
      'invalid_input',
      ['body /title', 'body /value', 'body /tags'],
    ],
    ['money with three places', '{"title":"a","value":1.234}', 'invalid_input', ['body /value']],
    ['a time without zone', '{"title":"a","at":"2026-01-01T10:00:00"}', 'invalid_input', ['body /at']],
    ['a blank title', '{"title":"  "}', 'invalid_input', ['body /title']],
    ['a title of nothing to see', '{"title":"\\u200b\\u00ad"}', 'invalid_input', ['body /title']],
    ['a title that is too long', `{"title":"${'x'.repeat(21)}"}`, 'invalid_input', ['body /title']],
    [
      'nesting beyond 64 levels',
      `{"title":${'['.repeat(70)}${']'.repeat(70)}}`,
      'malformed_request',
      [`body /title${'/0'.repeat(63)}`],
    ],
  ])('%s', async (_, body, code, expected) => {
    const answer = await echo(body);
    expect({ status: answer.status, code: answer.body.code, places: places(answer) }).toEqual({
      status: 400,
      code,
      places: expected,
    });
  });

  it('an unknown key is named together with the valid ones', async () => {
    const answer = await echo({ title: 'a', tilte: 'b', inner: { ids: [], x: 1 } });
    const messages = (answer.body.errors ?? []).map((error) => `${error.pointer} ${error.message}`);
    expect(messages.sort()).toEqual([
      '/inner/x "x" is not known; valid are ids.',
      '/tilte "tilte" is not known; valid are title, value, at, tags, inner.',
    ]);
  });

  it('a position in broken JSON is told', async () => {
    const answer = await echo('{"title": nope}');
    expect(answer.body.errors?.[0]?.message).toContain('position 10 (line 1, column 11)');
  });

  it('bytes that are not UTF-8 are refused', async () => {
    const answer = await echo(Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x7d]));
    expect(answer).toMatchObject({ status: 400, body: { code: 'malformed_request' } });
  });

  it.each(['text/plain', 'application/json; charset=latin1', 'application/jsonp'])(
    'as %s it is a 415',
    async (type) => {
      const answer = await echo('{"title":"a"}', undefined, { 'content-type': type });
      expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    },
  );

  it('over a mebibyte it is a 413', async () => {
    const answer = await echo(`{"title":"${'x'.repeat(1024 * 1024)}"}`);
    expect(answer).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
  });

  it('of 20 MiB it is a 413 that arrives', async () => {
    expect((await echo(`{"title":"${'x'.repeat(20 * 1024 * 1024)}"}`)).status).toBe(413);
  });

  it('of 20 MiB without a token it is a 401 that arrives', async () => {
    const body = `{"title":"${'x'.repeat(20 * 1024 * 1024)}"}`;
    expect((await api.withAuthorization(null).post('/api/parts/echo/7', body)).status).toBe(401);
  });

  it('just below a mebibyte it is read', async () => {
    const answer = await echo(`{"title":"a"}${' '.repeat(1024 * 1024 - 13)}`);
    expect(answer.status).toBe(200);
  });
});

describe('a path or query is refused, and the place named', () => {
  it.each(['0', '-1', '1.5', '007', 'abc', '9007199254740992', '9223372036854775808', '%00'])('id %s', async (id) => {
    const answer = await echo({ title: 'a' }, `/api/parts/echo/${id}`);
    expect({ status: answer.status, places: places(answer) }).toEqual({ status: 400, places: ['path /id'] });
    expect(answer.body.errors?.[0]?.message).toContain('id must be an integer from 1 to 9007199254740991');
  });

  it.each(['limit=0', 'limit=201', 'limit=-1', 'limit=abc', 'limit=', 'limit=1e2'])('%s', async (query) => {
    const answer = await api.as().get<Problem>(`/api/parts/members?${query}`);
    expect({ status: answer.status, places: places(answer) }).toEqual({ status: 400, places: ['query /limit'] });
  });

  it.each([
    ['?colour=red', '/colour', 'valid are status'],
    ['?status=new&status=old', '/status', 'once'],
    ['?status=new%7Cweird', '/status', 'valid are new, old'],
    ['?dryRun=maybe', '/dryRun', 'true or false'],
    ['?status=%00', '/status', 'NUL'],
  ])('%s', async (query, pointer, word) => {
    const answer = await echo({ title: 'a' }, `/api/parts/echo/7${query}`);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toContainEqual({
      in: 'query',
      pointer,
      message: expect.stringContaining(word) as string,
    });
  });

  it('all parts of a request are told at once', async () => {
    const answer = await echo({ title: 5 }, '/api/parts/echo/x?colour=red', { 'If-Match': '*' });
    expect(places(answer).sort()).toEqual(['body /title', 'header /If-Match', 'path /id', 'query /colour']);
  });
});

describe('a cursor', () => {
  const page = (
    query: string,
    org = 'paged',
  ): Promise<ApiResponse<{ data: { memberId: string }[]; nextCursor: string } & Problem>> =>
    api.as({ org }).get(`/api/parts/members?${query}`);

  beforeAll(async () => {
    for (let n = 1; n <= 5; n += 1) await api.as({ org: 'paged' }).post('/api/parts/members', { memberId: `m${n}` });
  });

  it('walks through every row once', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const { body }: Awaited<ReturnType<typeof page>> = await page(
        `limit=2${cursor === null ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...body.data.map((row) => row.memberId));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(seen.sort()).toEqual(['ann', 'm1', 'm2', 'm3', 'm4', 'm5']);
  });

  it('is refused when tampered with, under another filter and in another organisation', async () => {
    const { nextCursor } = (await page('limit=2')).body;
    const tampered = `${nextCursor.slice(0, -3)}AAA`;
    const answers = [
      await page(`limit=2&cursor=${tampered}`),
      await page(`limit=2&name=added&cursor=${nextCursor}`),
      await page(`limit=2&cursor=${nextCursor}`, 'other'),
    ];
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
      expect(places(answer)).toEqual(['query /cursor']);
    }
  });
});
