import { connect, createServer, type Socket } from 'node:net';
import { listenOnLoopback } from '../../../local/host/listening.ts';
import { sound, type Direction, type Fault } from './fault.ts';
import { link, type Link } from './link.ts';

/** A TCP proxy before a database that breaks the network as it is told. */
export interface FaultProxy {
  /** The database's URL, through the proxy. */
  readonly url: string;
  /** The network breaks so from now on. A cut at once, `silent` and `swallow` also hit the connections that there are. */
  set(fault: Fault): void;
  /** Nothing breaks any more. Connections that lost bytes stay broken. */
  heal(): void;
  /** How many connections faults have cut so far. */
  readonly cuts: number;
  /** Bytes that came so far, per way. */
  readonly bytes: Readonly<Record<Direction, number>>;
  /** Breaks every connection and stops. */
  close(): Promise<void>;
}

/** Starts a proxy on a free port of the loopback interface before the PostgreSQL of `databaseUrl`. */
export async function startFaultProxy(databaseUrl: string): Promise<FaultProxy> {
  const target = new URL(databaseUrl);
  const links = new Set<Link>();
  const lonely = new Set<Socket>();
  const bytes: Record<Direction, number> = { 'to-server': 0, 'to-client': 0 };
  let fault = sound;
  let cuts = 0;
  const around = {
    fault: () => fault,
    cut: () => {
      cuts += 1;
      if (fault.kind === 'cut' && fault.once === true) fault = sound;
    },
    count: (direction: Direction, count: number) => void (bytes[direction] += count),
  };

  const cutAll = (by: 'rst' | 'fin'): void => {
    for (const one of links) {
      around.cut();
      one.cut(by);
    }
  };

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (fault.kind === 'cut' && fault.when === 'at-once') {
      const { by } = fault;
      around.cut();
      client.on('error', () => undefined);
      if (by === 'rst') client.resetAndDestroy();
      else client.destroy();
      return;
    }
    if (fault.kind === 'silent') {
      lonely.add(client);
      client.on('error', () => undefined).once('close', () => lonely.delete(client));
      // Read, so that its end is seen, and answered, so that it closes.
      client.resume().once('end', () => client.end());
      return;
    }
    const upstream = connect({ host: target.hostname, port: Number(target.port), allowHalfOpen: true, noDelay: true });
    const made = link(client, upstream, around);
    links.add(made);
    void made.closed.then(() => links.delete(made));
  });
  const port = await listenOnLoopback(server, 0);
  const through = new URL(databaseUrl);
  through.port = String(port);

  return {
    url: through.href,
    set(next) {
      fault = next;
      if (next.kind === 'cut' && next.when === 'at-once') cutAll(next.by);
      for (const one of links) {
        if (next.kind === 'swallow') one.lose(next.direction);
        if (next.kind !== 'silent') continue;
        one.lose('to-server');
        one.lose('to-client');
      }
    },
    heal: () => void (fault = sound),
    get cuts() {
      return cuts;
    },
    bytes,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const one of links) one.cut('rst');
      for (const socket of lonely) socket.destroy();
      await closed;
    },
  };
}
