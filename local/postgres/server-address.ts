import { SUPERUSER } from './cluster.ts';

/** The only address that a server of this product listens on. */
export const HOST = '127.0.0.1';

/** Where a running server is reached, and by whom. */
export interface ServerAddress {
  readonly host: typeof HOST;
  readonly port: number;
  readonly superuser: string;
  /** Random, one per cluster. */
  readonly password: string;
  /** The postgres:// URL of a database, as the superuser unless another user and password are given. */
  url(database: string, user?: string, password?: string): string;
}

/** The address of the server on `port` whose superuser has `password`. */
export function serverAddress(port: number, password: string): ServerAddress {
  return {
    host: HOST,
    port,
    superuser: SUPERUSER,
    password,
    url: (database, user = SUPERUSER, secret = password) =>
      `postgres://${encodeURIComponent(user)}:${encodeURIComponent(secret)}@${HOST}:${port}/${encodeURIComponent(database)}`,
  };
}
