import { expect, test } from 'vitest';
import { readBody } from './read-body.ts';

const bodyOf = (chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> => ReadableStream.from(chunks);

test('a body is read whole', async () => {
  const body = bodyOf(
    (async function* () {
      yield Buffer.from('ab');
      yield Buffer.from('c');
    })(),
  );
  expect(Buffer.from(await readBody({ headers: new Headers(), body }, 3)).toString()).toBe('abc');
});

test('a body that breaks off is the caller’s fault, not the database’s', async () => {
  const body = bodyOf(
    (async function* () {
      yield Buffer.from('ab');
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    })(),
  );
  await expect(readBody({ headers: new Headers(), body }, 3)).rejects.toMatchObject({
    code: 'malformed_request',
    status: 400,
  });
});
