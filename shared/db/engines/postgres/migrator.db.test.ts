import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { systemClock } from '../../../platform/clock.ts';
import { provisionOrg } from '../../../workstream/organisation/provision.ts';
import { migrate } from '../../migrations/run.ts';
import { createPostgresEngine } from './create-postgres-engine.ts';

const name = `owned_${randomUUID().replaceAll('-', '')}`;
let admin: Client;
let url: string;
beforeAll(async () => {
  const server = inject('postgresUrl');
  if (typeof server !== 'string') throw new Error('The tests of a database have a server.');
  admin = new Client({ connectionString: server });
  await admin.connect();
  await admin.query(`create role ${name} login password '${name}'`);
  // What PostgreSQL 16 and later leave to the one who has made a role: to hand it on, not to take it.
  await admin.query(`grant flowledger_app to ${name} with admin true, inherit false, set false`);
  await admin.query(`create database ${name} owner ${name}`);
  const own = new URL(server);
  Object.assign(own, { username: name, password: name, pathname: `/${name}` });
  url = own.href;
});
afterAll(async () => {
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.query(`drop role if exists ${name}`);
  await admin.end();
});

test('an owner that is no superuser migrates, and works as the application’s role', async () => {
  const engine = createPostgresEngine({ url });
  try {
    await migrate(engine.migrator());
    const { orgId } = await provisionOrg(engine, systemClock, { key: 'acme', name: 'Acme' });
    const db = engine.reader({ kind: 'tenant', orgId }, { count: 0 });
    expect(await db.selectFrom('org').select('orgKey').execute()).toEqual([{ orgKey: 'acme' }]);
  } finally {
    await engine.close();
  }
});
