import { once } from 'node:events';
import { createServer } from 'node:net';

/** The port is taken by another program; nothing was started. */
export class ApiPortInUseError extends Error {
  override readonly name = 'ApiPortInUseError';

  constructor(port: number) {
    super(
      `Port ${port} is taken by another program, perhaps by a FlowLedger that still runs. ` +
        `Stop it, or choose another port: npm start -- --port ${port + 1} (0 takes any free one).`,
    );
  }
}

/** Throws when nobody could listen on the port of 127.0.0.1 now. Port 0 is always free. */
export async function assertPortFree(port: number): Promise<void> {
  const server = createServer();
  try {
    const listening = once(server, 'listening');
    server.listen({ port, host: '127.0.0.1' });
    await listening;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') throw new ApiPortInUseError(port);
    throw error;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
