import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { readRequest, type TdsRequest } from './tds-requests.ts';
import * as tokens from './tds-tokens.ts';

/** What the stand-in answers to a statement. */
export type TdsAnswer =
  | { readonly columns: readonly tokens.TdsColumn[]; readonly rows: readonly (readonly tokens.TdsValue[])[] }
  | { readonly affected: number }
  | { readonly error: number; readonly message: string }
  | 'silence'
  | 'hang up';

export interface TdsServer {
  readonly port: number;
  /** Everything asked after login, with the number of the connection it came on. */
  readonly requests: readonly (TdsRequest & { readonly connection: number })[];
  /** Refuses this many logins with a server error before it takes one. */
  refuseLogins(count: number, error: number): void;
  close(): Promise<void>;
}

interface Client {
  readonly connection: number;
  readonly socket: Socket;
  inTransaction: boolean;
}

const descriptor = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);

/**
 * Speaks enough of SQL Server's protocol, on loopback, for the real driver to log in and run statements. It stores nothing: `answer` decides. As
 * with XACT_ABORT, an error ends the transaction.
 */
export async function startTdsServer(answer: (request: TdsRequest) => TdsAnswer): Promise<TdsServer> {
  const requests: (TdsRequest & { connection: number })[] = [];
  const sockets = new Set<Socket>();
  let refusals = { left: 0, error: 0 };
  let connections = 0;

  function handle(client: Client, type: number, message: Buffer): void {
    if (type === 18) return send(client.socket, preLogin());
    if (type === 16) return logIn(client);
    if (type === 6) return giveUp(client.socket);
    const request = readRequest(type, message);
    // What the driver sets right after login is not a statement of anybody's.
    if (request.kind === 'batch' && /^set /i.test(request.sql)) return send(client.socket, tokens.done(0xfd, null));
    requests.push({ ...request, connection: client.connection });
    respond(client, request);
  }

  function logIn(client: Client): void {
    if (refusals.left === 0) return send(client.socket, Buffer.concat([tokens.loginAck(), tokens.done(0xfd, null)]));
    refusals.left -= 1;
    const refusal = [tokens.errorToken(refusals.error, 'Login failed.'), tokens.done(0xfd, null, true)];
    client.socket.end(packet(Buffer.concat(refusal)));
  }

  function respond(client: Client, request: TdsRequest): void {
    if (request.kind === 'begin' || request.kind === 'commit' || request.kind === 'rollback') {
      client.inTransaction = request.kind === 'begin';
      const change = { begin: 8, commit: 9, rollback: 10 } as const;
      const parts = [tokens.transactionChange(change[request.kind], descriptor), tokens.done(0xfd, null)];
      return send(client.socket, Buffer.concat(parts));
    }
    const given = answer(request);
    if (given === 'silence') return;
    if (given === 'hang up') return void client.socket.destroy();
    send(client.socket, Buffer.concat(answerTokens(client, request, given)));
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    connections += 1;
    const client: Client = { connection: connections, socket, inTransaction: false };
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    splitMessages(socket, (type, message) => handle(client, type, message));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    refuseLogins: (left, error) => void (refusals = { left, error }),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function answerTokens(client: Client, request: TdsRequest, given: Exclude<TdsAnswer, string>): Buffer[] {
  const inside = request.kind === 'statement' ? 0xff : 0xfd;
  const end = request.kind === 'statement' ? [tokens.done(0xfe, null)] : [];
  if ('error' in given) {
    const aborted = client.inTransaction ? [tokens.transactionChange(10, descriptor)] : [];
    client.inTransaction = false;
    return [
      tokens.errorToken(given.error, given.message),
      ...aborted,
      tokens.done(request.kind === 'statement' ? 0xfe : 0xfd, null, true),
    ];
  }
  if ('affected' in given) return [tokens.done(inside, given.affected), ...end];
  const rows = given.rows.map((row) => tokens.rowToken(given.columns, row));
  return [tokens.columnsToken(given.columns), ...rows, tokens.done(inside, rows.length), ...end];
}

/** Messages come in packets of eight bytes of head; the last packet of one is marked. */
function splitMessages(socket: Socket, take: (type: number, message: Buffer) => void): void {
  let waiting = Buffer.alloc(0);
  let parts: Buffer[] = [];
  socket.on('data', (data) => {
    waiting = Buffer.concat([waiting, data]);
    while (waiting.length >= 8 && waiting.length >= waiting.readUInt16BE(2)) {
      const length = waiting.readUInt16BE(2);
      const [type, status] = [waiting.readUInt8(0), waiting.readUInt8(1)];
      parts.push(waiting.subarray(8, length));
      waiting = waiting.subarray(length);
      if ((status & 1) === 0) continue;
      const message = Buffer.concat(parts);
      parts = [];
      take(type, message);
    }
  });
}

function send(socket: Socket, body: Buffer): void {
  socket.write(packet(body));
}

function packet(body: Buffer): Buffer {
  const head = Buffer.from([4, 1, 0, 0, 0, 0, 1, 0]);
  head.writeUInt16BE(body.length + 8, 2);
  return Buffer.concat([head, body]);
}

/** Version 16 and "no encryption". */
function preLogin(): Buffer {
  const table = [0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff];
  return Buffer.from([...table, 16, 0, 0, 0, 0, 0, 2]);
}

/** First the end of the answer that was waited for, then that the client no longer waits. */
function giveUp(socket: Socket): void {
  const taken = tokens.done(0xfd, null);
  taken.writeUInt16LE(0x20, 1);
  send(socket, tokens.done(0xfd, null, true));
  send(socket, taken);
}
