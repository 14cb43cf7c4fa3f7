import { sql } from 'kysely';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { freshDatabase } from '../../../../tests/api/database.ts';
import type { FreshDatabase } from '../../../../tests/api/fresh-database.ts';
import { systemClock } from '../../../platform/clock.ts';
import { provisionOrg } from '../../../workstream/organisation/provision.ts';
import type { Engine, Scope } from '../../engine.ts';
import { runTransaction } from '../../transaction.ts';
import { createPostgresEngine } from './create-postgres-engine.ts';

let database: FreshDatabase;
let engine: Engine;
let owner: Client;
let scope: Scope;
beforeAll(async () => {
  database = await freshDatabase();
  engine = createPostgresEngine({ url: database.url, poolMax: 1 });
  owner = new Client({ connectionString: database.url });
  await owner.connect();
  const { orgId } = await provisionOrg(engine, systemClock, { key: 'acme', name: 'Acme' });
  scope = { kind: 'tenant', orgId };
});
afterAll(async () => {
  await owner.end();
  await engine.close();
  await database.drop();
});

type Db = ReturnType<Engine['reader']>;
const readOrg = (db: Db): Promise<object[]> => db.selectFrom('org').selectAll().execute();
const keptNames = async (db: Db): Promise<number> => {
  const { rows } = await sql<{
    n: number;
  }>`select count(*) as n from pg_prepared_statements where from_sql = false`.execute(db);
  return Number(rows[0]?.n);
};

let columns = 0;
/** As a migration that runs beside the app. */
async function addColumn(): Promise<string> {
  columns += 1;
  await owner.query(`alter table app.org add column later${columns} integer default ${columns}`);
  return `later${columns}`;
}

beforeEach(async () => {
  for (let i = 0; i < 6; i += 1) await readOrg(engine.reader(scope, { count: 0 }));
});

test('the server keeps what is sent often', async () => {
  expect(await keptNames(engine.reader(scope, { count: 0 }))).toBeGreaterThan(0);
});

test('a read sees a column that a migration has added since', async () => {
  const name = await addColumn();
  const [row] = await readOrg(engine.reader(scope, { count: 0 }));
  expect(row).toHaveProperty(name);
});

test('a transaction under which a migration runs is run again whole, and commits once', async () => {
  const name = await addColumn();
  let runs = 0;
  const row = await runTransaction(engine, scope, { count: 0 }, async (db) => {
    runs += 1;
    await db
      .updateTable('org')
      .set((eb) => ({ version: eb('version', '+', 1) }))
      .execute();
    return (await readOrg(db))[0];
  });
  expect(runs).toBe(2);
  expect(row).toMatchObject({ version: 2, [name]: columns });
});

test('a statement that failed for its values is kept and works for others', async () => {
  const insert = (orgKey: string): Promise<unknown> =>
    engine
      .reader({ kind: 'system' }, { count: 0 })
      .insertInto('org')
      .values({ orgKey, name: 'X', kind: 'live', settings: '{}', createdAt: new Date(), updatedAt: new Date() })
      .execute();
  for (let i = 0; i < 5; i += 1) await insert(`org${i}`);
  await expect(insert('acme')).rejects.toMatchObject({ code: '23505' });
  await expect(insert('another')).resolves.toBeDefined();
});
