import { Client } from 'pg';
import type { MigrationConnection, MigrationDatabase } from '../../migrations/migration.ts';
import { printPostgres } from './ddl.ts';
import { appRole } from './pool.ts';

/** The application lock of migrations: any fixed number. */
const lockKey = 4_701_882_114;

/** Roles live beside the databases of a cluster, so two runners in two databases can collide: the loser finds the role there. */
const makeRole = `do $$ begin
  if not exists (select from pg_roles where rolname = '${appRole}') then create role ${appRole} nologin; end if;
exception when duplicate_object or unique_violation then null;
end $$`;

const prepare = [
  'create schema if not exists app',
  makeRole,
  // The login of the application takes this role on connecting; a superuser needs no grant. Since PostgreSQL 16, whoever makes a role is a member
  // of it who may not take it.
  `do $$ begin
  if not pg_has_role(current_user, '${appRole}', case when current_setting('server_version_num')::int < 160000 then 'member' else 'set' end)
  then execute format('grant ${appRole} to %I', current_user); end if;
end $$`,
  `grant usage on schema app to ${appRole}`,
  `create or replace function app.current_org() returns integer language sql stable parallel safe
  as $$ select nullif(current_setting('app.org_id', true), '')::integer $$`,
  'create table if not exists app.schema_migration (name varchar(200) primary key, applied_at timestamptz(3) not null default now())',
  `grant select on app.schema_migration to ${appRole}`,
];

/** Migrations over one connection as the login user, which must own the schema. */
export function postgresMigrator(url: string): MigrationDatabase {
  return {
    print: printPostgres,
    async locked(work) {
      const client = new Client({ connectionString: url });
      await client.connect();
      try {
        await client.query('select pg_advisory_lock($1)', [lockKey]);
        return await work(connectionOf(client));
      } finally {
        await client.end();
      }
    },
    close: () => Promise.resolve(),
  };
}

function connectionOf(client: Client): MigrationConnection {
  return {
    async prepare() {
      for (const statement of prepare) await client.query(statement);
    },
    async applied() {
      const { rows } = await client.query<{ name: string }>('select name from app.schema_migration order by name');
      return rows.map((row) => row.name);
    },
    async apply(name, statements) {
      const record = `insert into app.schema_migration (name) values ('${name}')`;
      try {
        await client.query(['begin', ...statements, record, 'commit'].join(';\n'));
      } catch (error) {
        await client.query('rollback');
        throw error;
      }
    },
  };
}
