import { afterEach, expect, test } from 'vitest';
import { startTdsServer, type TdsServer } from '../../shared/db/engines/sqlserver/testing/tds-server.ts';
import { grantAccess } from './grant-access.ts';
import { grantStatements } from './grant-statements.ts';

const identity = { name: 'id-flowledger-app', clientId: '2b4a56de-7d44-4725-921f-0b0a26b8be17' };
let server: TdsServer | undefined;

afterEach(() => server?.close());

const addressOf = ({ port }: TdsServer) => ({
  server: '127.0.0.1',
  port,
  database: 'flowledger',
  encrypt: false,
  login: { kind: 'password', user: 'admin', password: 'secret' } as const,
});

test('every statement is sent on its own, in order, on one connection', async () => {
  server = await startTdsServer(() => ({ affected: 0 }));
  await grantAccess(addressOf(server), identity, 'migration');
  expect(server.requests.map(({ sql }) => sql)).toEqual(grantStatements(identity, 'migration'));
  expect(new Set(server.requests.map(({ connection }) => connection)).size).toBe(1);
});

test('a statement that the server refuses ends it with the server’s words', async () => {
  server = await startTdsServer(({ sql }) =>
    sql.includes('CREATE USER') ? { error: 15023, message: 'User already exists.' } : { affected: 0 },
  );
  await expect(grantAccess(addressOf(server), identity, 'app')).rejects.toThrow('User already exists.');
  expect(server.requests.at(-1)?.sql).toContain('CREATE USER');
});

test('an impossible client id is refused before anything is sent', async () => {
  server = await startTdsServer(() => ({ affected: 0 }));
  await expect(grantAccess(addressOf(server), { ...identity, clientId: 'x' }, 'app')).rejects.toThrow(RangeError);
  expect(server.requests).toEqual([]);
});
