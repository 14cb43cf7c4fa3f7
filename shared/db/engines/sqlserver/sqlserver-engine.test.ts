import { sql, type Kysely } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import type { Engine } from '../../engine.ts';
import type { Tables } from '../../tables.ts';
import { createSqlServerEngine } from './create-sqlserver-engine.ts';
import type { SqlServerOptions } from './options.ts';
import { startTdsServer, type TdsAnswer, type TdsServer } from './testing/tds-server.ts';
import type { TdsRequest } from './testing/tds-requests.ts';

let server: TdsServer | undefined;
let engine: Engine | undefined;

afterEach(async () => {
  await engine?.close();
  await server?.close();
});

async function start(
  answer: (request: TdsRequest) => TdsAnswer,
  options: Partial<SqlServerOptions> = {},
): Promise<{ readonly engine: Engine; readonly server: TdsServer }> {
  server = await startTdsServer(answer);
  const address = `mssql://app:secret@127.0.0.1:${server.port}/flowledger?encrypt=false`;
  engine = createSqlServerEngine({ address, poolMax: 2, connectPatienceMs: 0, ...options });
  return { engine, server };
}

const oneOrg: TdsAnswer = {
  columns: [
    { name: 'org_id', type: 'bigint' },
    { name: 'org_key', type: 'text' },
    { name: 'is_live', type: 'bit' },
  ],
  rows: [[7, 'acme', true]],
};

test('a read sets its organisation and runs its statement in one round trip', async () => {
  const at = await start(() => oneOrg);
  const trips = { count: 0 };
  const db = at.engine.reader({ kind: 'tenant', orgId: 7 }, trips);
  const rows = await db.selectFrom('org').selectAll().where('orgKey', '=', 'acme').execute();
  expect(rows).toEqual([{ orgId: 7, orgKey: 'acme', isLive: true }]);
  expect(trips.count).toBe(1);
  expect(at.server.requests).toEqual([
    {
      kind: 'statement',
      connection: 2,
      sql: `SET LOCK_TIMEOUT 6000; EXEC sp_set_session_context N'org_id', @fl_org; select * from "app"."org" where "org_key" = @1`,
      declared: '@1 nvarchar(4000), @fl_org int',
      org: 7,
    },
  ]);
});

test('every parameter is declared, whatever its value, in one spelling of its type', async () => {
  const at = await start(() => oneOrg);
  const values = [1, 0.5, 'a', 'a'.repeat(4001), true, new Date(0), null, Buffer.from([1])];
  await sql`select ${sql.join(values)}`.execute(at.engine.reader({ kind: 'system' }, { count: 0 }));
  expect(at.server.requests[0]?.declared.split(/, (?=@)/)).toEqual([
    '@1 bigint',
    '@2 decimal(28, 6)',
    '@3 nvarchar(4000)',
    '@4 nvarchar(max)',
    '@5 bit',
    '@6 datetime2(3)',
    '@7 nvarchar(4000)',
    '@8 varbinary(max)',
    '@fl_org int',
  ]);
});

test('the system scope is organisation 0', async () => {
  const at = await start(() => oneOrg);
  await at.engine.reader({ kind: 'system' }, { count: 0 }).selectFrom('org').selectAll().execute();
  expect(at.server.requests[0]?.org).toBe(0);
});

test('a transaction sets its organisation once, the lock time-out every time, and runs statements one after the other on one connection', async () => {
  const at = await start(() => ({ affected: 3 }));
  const trips = { count: 0 };
  const changed = await at.engine.transaction({ kind: 'tenant', orgId: 7 }, trips, async (db) => {
    const change = (version: number) => db.updateTable('signal').set({ version }).executeTakeFirst();
    const [first] = await Promise.all([change(1), change(2)]);
    return first.numUpdatedRows;
  });
  expect(changed).toBe(3n);
  expect(trips.count).toBe(4);
  expect(at.server.requests.map((it) => [it.kind, it.org])).toEqual([
    ['begin', null],
    ['statement', 7],
    ['statement', null],
    ['commit', null],
  ]);
  const statements = at.server.requests.filter((it) => it.kind === 'statement');
  expect(statements.map((it) => it.sql.startsWith('SET LOCK_TIMEOUT 6000; '))).toEqual([true, true]);
  expect(new Set(at.server.requests.map((it) => it.connection)).size).toBe(1);
  expect(at.engine.pool()).toEqual({ open: 1, idle: 1, waiting: 0, max: 2 });
});

test('a transaction whose work rejects is rolled back after the statement that is still under way', async () => {
  const received = Promise.withResolvers<void>();
  const at = await start(() => {
    received.resolve();
    return { affected: 1 };
  });
  const failure = new Error('changed my mind');
  const run = at.engine.transaction({ kind: 'tenant', orgId: 7 }, { count: 0 }, (db) => {
    const change = db.updateTable('signal').set({ version: 1 }).execute();
    return Promise.all([change, received.promise.then(() => Promise.reject(failure))]);
  });
  await expect(run).rejects.toBe(failure);
  expect(at.server.requests.map((it) => it.kind)).toEqual(['begin', 'statement', 'rollback']);
  expect(at.engine.pool().idle).toBe(1);
});

test('a statement that the server refuses ends the transaction, and its fault is recognised', async () => {
  const message = "Cannot insert duplicate key row in object 'app.org' with unique index 'ux_org_key'.";
  const at = await start((request) => (request.kind === 'statement' ? { error: 2601, message } : { affected: 0 }));
  const failure: unknown = await at.engine
    .transaction({ kind: 'tenant', orgId: 7 }, { count: 0 }, (db) => db.deleteFrom('inbox').execute())
    .catch((error: unknown) => error);
  expect(at.engine.faultOf(failure)).toEqual({ kind: 'unique', constraint: 'ux_org_key' });
  expect(at.server.requests.map((it) => it.kind)).toEqual(['begin', 'statement']);
  expect(at.engine.pool().idle).toBe(1);
});

test('a single statement that loses a deadlock is run again, at most three times; one in a transaction is not', async () => {
  let lost = 0;
  let left = 2;
  const at = await start(({ kind }) => {
    if (kind !== 'statement' || left === 0) return { affected: 1 };
    left -= 1;
    lost += 1;
    return { error: 1205, message: 'Transaction (Process ID 52) was deadlocked on lock resources.' };
  });
  const change = (db: Kysely<Tables>) => db.deleteFrom('inbox').executeTakeFirst();
  const trips = { count: 0 };
  const reader = at.engine.reader({ kind: 'system' }, trips);
  expect((await change(reader)).numDeletedRows).toBe(1n);
  expect([lost, trips.count]).toEqual([2, 3]);
  left = 9;
  await expect(change(reader)).rejects.toThrow('deadlocked');
  expect(lost).toBe(6);
  await expect(at.engine.transaction({ kind: 'system' }, trips, change)).rejects.toThrow('deadlocked');
  expect(lost).toBe(7);
});

test('a login that fails for a passing reason is tried again', async () => {
  const at = await start(() => oneOrg, { connectPatienceMs: 10_000 });
  at.server.refuseLogins(2, 40613);
  await at.engine.reader({ kind: 'system' }, { count: 0 }).selectFrom('org').selectAll().execute();
  expect(at.server.requests).toHaveLength(1);
});

test('a database that stays away is unavailable, and is reached once it is back', async () => {
  const at = await start(() => oneOrg);
  at.server.refuseLogins(1, 40613);
  const read = () => at.engine.reader({ kind: 'system' }, { count: 0 }).selectFrom('org').selectAll().execute();
  const failure: unknown = await read().catch((error: unknown) => error);
  expect(at.engine.faultOf(failure)).toEqual({ kind: 'unavailable', constraint: null });
  await expect(read()).resolves.toHaveLength(1);
});

test('a statement that got lost is unavailability and is not sent again', async () => {
  const at = await start(() => 'hang up', { connectPatienceMs: 10_000 });
  const failure: unknown = await at.engine
    .reader({ kind: 'system' }, { count: 0 })
    .deleteFrom('inbox')
    .execute()
    .catch((error: unknown) => error);
  expect(at.engine.faultOf(failure)?.kind).toBe('unavailable');
  expect(at.server.requests).toHaveLength(1);
});

test('a full pool is told as such', async () => {
  const at = await start(() => ({ affected: 0 }), { poolMax: 1, acquireTimeoutMs: 50 });
  const failure: unknown = await at.engine
    .transaction({ kind: 'system' }, { count: 0 }, () =>
      at.engine.reader({ kind: 'system' }, { count: 0 }).deleteFrom('inbox').execute(),
    )
    .catch((error: unknown) => error);
  expect(at.engine.faultOf(failure)?.kind).toBe('pool_exhausted');
});

test('a statement that takes too long is a time-out', async () => {
  const at = await start(() => 'silence', { statementTimeoutMs: 50 });
  const failure: unknown = await at.engine
    .reader({ kind: 'system' }, { count: 0 })
    .deleteFrom('inbox')
    .execute()
    .catch((error: unknown) => error);
  expect(at.engine.faultOf(failure)?.kind).toBe('timeout');
});

test('a ping measures an answer and does not wait longer than it is told', async () => {
  const at = await start((request) => (request.sql.startsWith('SELECT 1') ? { affected: 1 } : 'silence'));
  expect(await at.engine.ping(5_000)).toBeGreaterThan(0);
  const silent = await startTdsServer(() => 'silence');
  const deaf = createSqlServerEngine({ address: `mssql://a:b@127.0.0.1:${silent.port}/d?encrypt=false` });
  await expect(deaf.ping(50)).rejects.toThrow('did not answer within 50 ms');
  await silent.close();
  await deaf.close();
});

test('a reader has no transactions, and nothing runs after the engine is closed', async () => {
  const at = await start(() => oneOrg);
  const db = at.engine.reader({ kind: 'system' }, { count: 0 });
  await expect(db.transaction().execute(async () => 1)).rejects.toThrow('single statements');
  await at.engine.close();
  await at.engine.close();
  await expect(sql`select 1`.execute(db)).rejects.toThrow('closed');
});
