import type { Readable, Writable } from 'node:stream';

/** One side of a JSON-RPC 2.0 conversation in messages with a `Content-Length` header. */
export interface JsonRpc {
  /** Calls `method`; several calls may be under way. Rejects with the other side's message, or when it has gone away. */
  call(method: string, parameters: object): Promise<unknown>;
  /** Rejects every call that is under way. */
  fail(error: Error): void;
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Talks over the two streams of a child process. */
export function jsonRpc(input: Readable, output: Writable): JsonRpc {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;
  let received = Buffer.alloc(0);

  input.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (let message = nextMessage(received); message !== undefined; message = nextMessage(received)) {
      received = message.rest;
      settle(JSON.parse(message.body) as Answer);
    }
  });

  function settle({ id, result, error }: Answer): void {
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.resolve(result);
    else call?.reject(new Error(error.message));
  }

  return {
    async call(method, parameters) {
      const id = (lastId += 1);
      const call = Promise.withResolvers<unknown>();
      waiting.set(id, call);
      const body = JSON.stringify({ jsonrpc: '2.0', id, method, params: parameters });
      output.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      return await call.promise;
    },
    fail(error) {
      for (const call of waiting.values()) call.reject(error);
      waiting.clear();
    },
  };
}

/** The first whole message in `received`, and what follows it; undefined while it is not all here. */
function nextMessage(received: Buffer): { body: string; rest: Buffer<ArrayBuffer> } | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const length = Number(/content-length: *(\d+)/i.exec(received.toString('latin1', 0, end))?.[1] ?? Number.NaN);
  if (Number.isNaN(length)) throw new Error('A message without Content-Length.');
  const start = end + 4;
  if (received.length < start + length) return undefined;
  return {
    body: received.toString('utf8', start, start + length),
    rest: Buffer.from(received.subarray(start + length)),
  };
}
