import { sql } from 'kysely';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { freshDatabase } from '../../../../tests/api/database.ts';
import type { FreshDatabase } from '../../../../tests/api/fresh-database.ts';
import type { Engine } from '../../engine.ts';
import { createPostgresEngine } from './create-postgres-engine.ts';

let database: FreshDatabase;
let engine: Engine;
let owner: Client;
beforeAll(async () => {
  database = await freshDatabase();
  engine = createPostgresEngine({ url: database.url, poolMax: 1 });
  owner = new Client({ connectionString: database.url });
  await owner.connect();
  await owner.query('create sequence app.tries');
  // A sequence counts on although its transaction is rolled back.
  await owner.query(`create function app.lose(times integer) returns bigint language plpgsql security definer as $$
    declare tried bigint := nextval('app.tries');
    begin
      if tried <= times then raise exception 'deadlock detected' using errcode = '40P01'; end if;
      return tried;
    end $$`);
});
afterAll(async () => {
  await owner.end();
  await engine.close();
  await database.drop();
});
beforeEach(() => owner.query('alter sequence app.tries restart'));

const scope = { kind: 'tenant', orgId: 7 } as const;
async function lose(db: ReturnType<Engine['reader']>, times: number): Promise<unknown> {
  const { rows } = await sql`select app.lose(${times}) as tries, app.current_org() as org`.execute(db);
  return rows[0];
}
async function tries(): Promise<number> {
  const { rows } = await owner.query<{ last_value: string }>('select last_value from app.tries');
  return Number(rows[0]?.last_value);
}

test('a single statement that loses a deadlock is run again, at most three times, in its scope', async () => {
  const db = engine.reader(scope, { count: 0 });
  expect(await lose(db, 2)).toEqual({ tries: 3, org: 7 });
  await owner.query('alter sequence app.tries restart');
  await expect(lose(db, 9)).rejects.toThrow('deadlock detected');
  expect(await tries()).toBe(4);
});

test('a statement in a transaction is not run again on its own', async () => {
  await expect(engine.transaction(scope, { count: 0 }, (db) => lose(db, 9))).rejects.toThrow('deadlock detected');
  expect(await tries()).toBe(1);
});
