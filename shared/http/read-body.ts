import { AppError } from '../platform/errors.ts';

/** What of a request is needed to read its body; both the host's request and a web `Request` have it. */
export interface BodySource {
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
}

/**
 * Reads a body of at most `limit` bytes. Throws `body_too_large`, but only at the body's end: what lies beyond the limit is read and
 * thrown away, because a body that is left half read takes the connection, and with it the answer, along. The host bounds it (100 MB).
 * Throws `malformed_request` for one that breaks off, and `unsupported_media_type` for one that is compressed: how large it would become cannot be known.
 */
export async function readBody(request: BodySource, limit: number): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body) {
      size += chunk.byteLength;
      if (size <= limit) chunks.push(chunk);
    }
  } catch (error) {
    // Whoever sent it has gone: a connection of theirs, none of the service's own.
    throw new AppError('malformed_request', 'The body broke off before its end.', {}, error);
  }
  if (size > limit) throw new AppError('body_too_large', `The body may have at most ${limit} bytes.`);
  const coding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (size > 0 && coding !== 'identity') {
    throw new AppError('unsupported_media_type', 'The body must not be compressed: send it without Content-Encoding.');
  }
  return Buffer.concat(chunks);
}

/** The body as text. Throws `unsupported_media_type` unless it says to be JSON in UTF-8, `malformed_request` when it is not UTF-8. */
export function jsonText(headers: Headers, bytes: Uint8Array): string {
  const type = headers.get('content-type') ?? '';
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(type)) {
    throw new AppError('unsupported_media_type', 'The body must be application/json in UTF-8.');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    const message = 'The body is not valid UTF-8.';
    throw new AppError('malformed_request', message, { errors: [{ in: 'body', pointer: '', message }] }, error);
  }
}
