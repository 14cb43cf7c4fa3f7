/** The little of a tedious connection that is listened to. */
export interface LoginEvents {
  on(event: 'errorMessage', listener: (message: { readonly number?: unknown }) => void): unknown;
  on(event: 'connect', listener: (error?: Error) => void): unknown;
}

const numbers = new WeakMap<Error, number>();

/** A failed login's error says nothing of the server's number, but the connection's `errorMessage` event before it does: it is kept beside the error. */
export function watchLogin(connection: LoginEvents): void {
  let last: number | null = null;
  connection.on('errorMessage', (message) => {
    if (typeof message.number === 'number') last = message.number;
  });
  connection.on('connect', (error) => {
    if (error !== undefined && last !== null) numbers.set(error, last);
  });
}

/** The server's number for a login error; null for another error. */
export function loginErrorNumber(error: Error): number | null {
  return numbers.get(error) ?? null;
}
