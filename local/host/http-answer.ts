import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { finished, pipeline } from 'node:stream/promises';

type Headers = Readonly<Record<string, string>>;

/** These belong to one connection and are not passed on. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Writes status and headers (names and values in turn, as in rawHeaders) plus the custom headers that are not among them. */
export function writeHead(
  outgoing: ServerResponse,
  status: number,
  raw: readonly string[],
  customHeaders: Headers,
): void {
  const headers: string[] = [];
  const present = new Set<string>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? '';
    if (hopByHop.has(name.toLowerCase())) continue;
    present.add(name.toLowerCase());
    headers.push(name, raw[at + 1] ?? '');
  }
  for (const [name, value] of Object.entries(customHeaders)) {
    if (!present.has(name.toLowerCase())) headers.push(name, value);
  }
  outgoing.writeHead(status, headers);
}

/** Answers with nothing but a status, unless an answer has begun already: then the connection is cut, as it is broken. */
export function answerEmpty(outgoing: ServerResponse, status: number, customHeaders: Headers): void {
  if (outgoing.headersSent) {
    outgoing.destroy();
    return;
  }
  writeHead(outgoing, status, status === 204 ? [] : ['content-length', '0'], customHeaders);
  outgoing.end();
}

/** An answer that says to be no longer is passed on in one piece, in bytes. */
const onePiece = 64 * 1024;

/** Passes an answer on as it comes, at the pace of the caller; a short one of known length at once. Rejects when either side breaks off. */
export async function relay(
  response: IncomingMessage,
  outgoing: ServerResponse,
  customHeaders: Headers,
): Promise<void> {
  const length = Number(response.headers['content-length'] ?? Number.NaN);
  const body = length <= onePiece ? await buffer(response) : undefined;
  writeHead(outgoing, response.statusCode ?? 500, response.rawHeaders, customHeaders);
  if (body === undefined) {
    outgoing.flushHeaders();
    await pipeline(response, outgoing);
    return;
  }
  outgoing.end(body);
  await finished(outgoing);
}

/** Sends a web Response. Rejects when either side breaks off. */
export async function sendWebResponse(
  response: Response,
  outgoing: ServerResponse,
  customHeaders: Headers,
): Promise<void> {
  writeHead(outgoing, response.status, [...response.headers].flat(), customHeaders);
  if (response.body === null) {
    outgoing.end();
    return;
  }
  await pipeline(Readable.fromWeb(response.body), outgoing);
}

/** A web Request over a Node one. Its body is not touched before somebody reads it, so the Node request stays usable. */
export function toWebRequest(incoming: IncomingMessage, url: URL): Request {
  const method = incoming.method ?? 'GET';
  const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values]) =>
    (values ?? []).map((value): [string, string] => [name, value]),
  );
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers });
  return new Request(url, { method, headers, body: lazyBody(incoming), duplex: 'half' });
}

function lazyBody(incoming: IncomingMessage): globalThis.ReadableStream<Uint8Array> {
  let chunks: AsyncIterator<Buffer> | undefined;
  return new globalThis.ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        chunks ??= (incoming as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
        const next = await chunks.next();
        if (next.done === true) controller.close();
        else controller.enqueue(new Uint8Array(next.value));
      },
    },
    { highWaterMark: 0 },
  );
}
