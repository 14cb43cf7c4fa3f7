import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '../../functions/http/all.ts';
import type { ApiResponse } from './contract.ts';
import { startApi, type Api } from './harness.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const mebibyte = 1024 * 1024;
const single = '{"sourceType":"form"}';
const bulk = '{"items":[{"sourceType":"form"}]}';

/** The text, followed by blanks up to a size. */
const padded = (text: string, size: number): string => text + ' '.repeat(size - text.length);
const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<ApiResponse<unknown>> =>
  api.as().post(path, body, headers);

describe('the size of a body', () => {
  it.each([
    ['/api/signals', single, mebibyte],
    ['/api/signals/bulk', bulk, 5 * mebibyte],
  ])('at %s ends where the endpoint says', async (path, text, limit) => {
    expect((await post(path, padded(text, limit))).status).toBeLessThan(300);
    const answer = await post(path, padded(text, limit + 1));
    expect(answer).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
  });

  it('is more than a mebibyte in bulk calls only', () => {
    const large = endpoints.filter(({ bodyLimit }) => bodyLimit !== undefined).map(({ name }) => name);
    expect(large).toEqual(['signals-bulk']);
  });
});

describe('a compressed body', () => {
  const headers = (coding: string): Record<string, string> => ({ 'content-encoding': coding });

  it.each(['gzip', 'GZIP', 'deflate', 'br', 'zstd', 'gzip, identity', 'identity, identity', 'x-unknown'])(
    'as %s is a 415 that says so',
    async (coding) => {
      const answer = await post('/api/signals', new Uint8Array(gzipSync(single)), headers(coding));
      const detail = 'The body must not be compressed: send it without Content-Encoding.';
      expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported_media_type', detail } });
    },
  );

  it('of a thousand times its size is never opened', async () => {
    const bomb = new Uint8Array(gzipSync('0'.repeat(100 * mebibyte)));
    const started = process.memoryUsage().rss;
    expect((await post('/api/signals', bomb, headers('gzip'))).status).toBe(415);
    expect(process.memoryUsage().rss - started).toBeLessThan(100 * mebibyte);
  });

  it('that is none may say so; without a body the header says nothing', async () => {
    expect((await post('/api/signals', single, headers('identity'))).status).toBe(201);
    expect((await api.as().get('/api/signals', headers('gzip'))).status).toBe(200);
  });
});

describe('the type of a body', () => {
  it.each([
    'application/json',
    'application/JSON; charset=UTF-8',
    'application/json;charset="utf-8"',
    'application/merge-patch+json',
  ])('%s is taken', async (type) => {
    expect((await post('/api/signals', single, { 'content-type': type })).status).toBe(201);
  });

  it.each([
    '',
    'text/plain',
    'text/json',
    'application/json; charset=utf-16',
    'application/json; charset=utf-8; charset=latin1',
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    `application/${'a+'.repeat(4000)}jso`,
  ])('%.40s is a 415', async (type) => {
    const answer = await post('/api/signals', single, { 'content-type': type });
    expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
  });

  it.each([
    ['UTF-16', Uint8Array.from(Buffer.from(single, 'utf16le'))],
    ['an overlong slash', Uint8Array.from([...Buffer.from('{"sourceType":"'), 0xc0, 0xaf, ...Buffer.from('"}')])],
    ['a surrogate in three bytes', Uint8Array.from([...Buffer.from('{"a":"'), 0xed, 0xa0, 0x80, ...Buffer.from('"}')])],
    ['a sequence that is cut off', Uint8Array.from([...Buffer.from('{"a":"'), 0xe2, 0x82])],
  ])('UTF-8 that is %s is a 400', async (_, bytes) => {
    expect(await post('/api/signals', bytes)).toMatchObject({ status: 400, body: { code: 'malformed_request' } });
  });
});
