import type { Server } from 'node:net';

/** The port is taken by another program. */
export class PortInUseError extends Error {
  readonly port: number;

  constructor(port: number, cause: unknown) {
    super(
      `Port ${port} is already in use. Stop the other program, or choose another port: PORT=${port + 1} (0 takes any free one).`,
      { cause },
    );
    this.name = 'PortInUseError';
    this.port = port;
  }
}

/** Listens on 127.0.0.1 and gives the port (0 takes a free one). Throws PortInUseError when it is taken. */
export function listenOnLoopback(server: Server, port: number): Promise<number> {
  return listenOn(server, port, '127.0.0.1');
}

/** Listens on an address of this machine (`0.0.0.0`: on all of them) and gives the port (0 takes a free one). Throws PortInUseError when it is taken. */
export async function listenOn(server: Server, port: number, host: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  // The backlog lets a thousand callers connect at one moment.
  server.listen({ port, host, backlog: 4096 }, resolve);
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') throw new PortInUseError(port, error);
    throw error;
  }
  server.off('error', reject);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}
