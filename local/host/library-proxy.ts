import { Agent, Server as HttpServer, type IncomingMessage } from 'node:http';
import { Server } from 'node:net';
import type { ProgrammingModel } from './core-types.ts';

/** The library's own HTTP server, which takes the forwarded requests in streaming mode. */
export interface LibraryProxy {
  readonly port: number;
  readonly agent: Agent;
  /** Resolves when the library has got the request of this invocation; only then may the invocation be sent. */
  arrival(invocationId: string): Promise<void>;
  /** Ends the wait for a request that will not arrive. */
  forget(invocationId: string): void;
  /** Closes it with all its connections. */
  close(): Promise<void>;
}

/**
 * Asks the library for its capabilities, which locks its setup. With streaming on it starts its proxy, kept here to the
 * loopback interface (the library itself would listen on all of them). Undefined when streaming is off.
 */
export async function startLibrary(model: ProgrammingModel): Promise<LibraryProxy | undefined> {
  const { pending, server } = onLoopback(() => model.getCapabilities({}));
  const uri = (await pending)['HttpUri'];
  if (uri === undefined) return undefined;
  if (server === undefined)
    throw new Error('The library started its proxy in an unknown way; it may not be on loopback.');
  return createProxy(server, Number(new URL(uri).port));
}

function createProxy(server: HttpServer, port: number): LibraryProxy {
  // Both ends are ours: an idle connection is never closed under a request that is about to use it.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY, maxFreeSockets: 256 });
  const waiting = new Map<string, () => void>();
  server.on('request', (request: IncomingMessage) => {
    const id = request.headers['x-ms-invocation-id'];
    if (typeof id !== 'string') return;
    waiting.get(id)?.();
    waiting.delete(id);
  });
  return {
    port,
    agent,
    arrival(invocationId) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.set(invocationId, resolve);
      return promise;
    },
    forget: (invocationId) => void waiting.delete(invocationId),
    async close() {
      agent.destroy();
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

/** Runs a step during which `server.listen(callback)`, the library's way to listen, binds to 127.0.0.1. */
function onLoopback<T>(step: () => T): { readonly pending: T; readonly server: HttpServer | undefined } {
  // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
  const original = Server.prototype.listen;
  let server: HttpServer | undefined;
  Server.prototype.listen = function (this: Server, ...args: unknown[]): Server {
    if (!(this instanceof HttpServer) || args.length !== 1 || typeof args[0] !== 'function') {
      return Reflect.apply(original, this, args) as Server;
    }
    server = Reflect.apply(original, this, [{ port: 0, host: '127.0.0.1', backlog: 4096 }, args[0]]) as HttpServer;
    return server;
  };
  try {
    // The library calls listen before its first await, so the step's synchronous part is enough.
    const pending = step();
    return { pending, server };
  } finally {
    Server.prototype.listen = original;
  }
}
