import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Direction, Fault } from './fault.ts';

/** What a link asks of its proxy. */
export interface LinkSurroundings {
  /** The fault of this moment. */
  readonly fault: () => Fault;
  /** The fault has cut this link. */
  readonly cut: () => void;
  /** So many bytes have come on their way. */
  readonly count: (direction: Direction, bytes: number) => void;
}

/** One connection through the proxy. */
export interface Link {
  /** Breaks it on both sides. */
  cut(by: 'rst' | 'fin'): void;
  /** From now on nothing arrives this way, and nobody is told. */
  lose(direction: Direction): void;
  /** Resolves when both sides are closed. */
  readonly closed: Promise<unknown>;
}

/** The app's connections run one statement at a time and send COMMIT as one packet of its own, so it is not looked for across packets. */
const commit = Buffer.from('commit\0');

/** Carries bytes between a client and the server, as the proxy's fault lets them. */
export function link(client: Socket, server: Socket, around: LinkSurroundings): Link {
  let known = around.fault();
  /** Since the fault was set. */
  const passed: Record<Direction, number> = { 'to-server': 0, 'to-client': 0 };
  const dead = new Set<Direction>();
  let commitIsOnItsWay = false;
  const closed = Promise.all([client, server].map((socket) => new Promise((resolve) => socket.once('close', resolve))));

  const cut = (by: 'rst' | 'fin'): void => {
    for (const socket of [client, server]) {
      if (by === 'rst') socket.resetAndDestroy();
      else socket.destroySoon();
    }
  };
  const cutBy = (fault: Fault & { kind: 'cut' }): void => {
    around.cut();
    cut(fault.by);
  };

  /** The part of a packet that gets through; cuts the link when its moment has come. */
  const upToTheCut = (direction: Direction, chunk: Buffer, fault: Fault & { kind: 'cut' }, to: Socket): void => {
    const { when } = fault;
    if (when === 'at-once') return cutBy(fault);
    if (typeof when === 'object') {
      const left = when.bytes - passed[direction];
      if (when.of !== direction || left > chunk.length) return void to.write(chunk);
      if (left > 0) to.write(chunk.subarray(0, left));
      return cutBy(fault);
    }
    const isCommit = direction === 'to-server' && chunk.includes(commit);
    if (isCommit && when === 'commit-unsent') return cutBy(fault);
    if (isCommit) commitIsOnItsWay = true;
    else if (direction === 'to-client' && commitIsOnItsWay) return cutBy(fault);
    to.write(chunk);
  };

  const pass = async (direction: Direction, chunk: Buffer, to: Socket): Promise<void> => {
    const fault = around.fault();
    if (fault !== known) {
      known = fault;
      passed['to-server'] = passed['to-client'] = 0;
      commitIsOnItsWay = false;
    }
    around.count(direction, chunk.length);
    if (fault.kind === 'silent' || (fault.kind === 'swallow' && fault.direction === direction)) dead.add(direction);
    if (dead.has(direction)) return;
    if (fault.kind === 'cut') upToTheCut(direction, chunk, fault, to);
    else if (fault.kind === 'throttle') await trickle(chunk, fault.bytesPerSecond, to);
    else {
      if (fault.kind === 'delay') await wait(fault.ms);
      to.write(chunk);
    }
    passed[direction] += chunk.length;
  };

  const pump = async (direction: Direction, from: Socket, to: Socket): Promise<void> => {
    try {
      for await (const chunk of from) await pass(direction, chunk as Buffer, to);
    } catch {
      // Reset by its end: the other side learns of it below.
    }
    to.destroySoon();
  };
  for (const socket of [client, server]) socket.on('error', () => undefined);
  void pump('to-server', client, server);
  void pump('to-client', server, client);
  return { cut, lose: (direction) => void dead.add(direction), closed };
}

/** A twentieth of a second at a time. */
async function trickle(chunk: Buffer, bytesPerSecond: number, to: Socket): Promise<void> {
  const step = Math.max(1, Math.floor(bytesPerSecond / 20));
  for (let at = 0; at < chunk.length; at += step) {
    const part = chunk.subarray(at, at + step);
    await wait((part.length / bytesPerSecond) * 1000);
    to.write(part);
  }
}
