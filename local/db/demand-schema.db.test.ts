import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createPostgresEngine } from '../../shared/db/engines/postgres/create-postgres-engine.ts';
import { migrations } from '../../shared/db/migrations/all.ts';
import { demandSchema } from './demand-schema.ts';
import { migrateDatabase } from './migrate-database.ts';

const name = `level_${randomUUID().replaceAll('-', '')}`;
let admin: Client;
let url: string;
beforeAll(async () => {
  const server = inject('postgresUrl');
  if (typeof server !== 'string') throw new Error('The tests of a database have a server.');
  admin = new Client({ connectionString: server });
  await admin.connect();
  await admin.query(`create database ${name}`);
  url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
});
afterAll(async () => {
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.end();
});

test('a schema that is behind or ahead is refused, and stays as it is', async () => {
  const engine = createPostgresEngine({ url });
  const own = new Client({ connectionString: url });
  await own.connect();
  try {
    await expect(demandSchema(engine)).rejects.toThrow(/0001_workstream, .*npm run db:migrate first/);
    expect((await own.query("select 1 from pg_namespace where nspname = 'app'")).rowCount).toBe(0);
    await migrateDatabase(engine);
    await demandSchema(engine);
    const newest = migrations.at(-1)?.name ?? '';
    await own.query('delete from app.schema_migration where name = $1', [newest]);
    await expect(demandSchema(engine)).rejects.toThrow(newest);
    await own.query("insert into app.schema_migration (name) values ($1), ('9999_new')", [newest]);
    await expect(demandSchema(engine)).rejects.toThrow(/does not know: 9999_new/);
  } finally {
    await own.end();
    await engine.close();
  }
});
