import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dependencies } from '../../../functions/dependencies.ts';
import { appRole } from '../../../shared/db/engines/postgres/pool.ts';
import { tableColumns } from '../../../shared/db/tables.ts';
import { openOnlooker, type Onlooker } from '../../faults/onlooker.ts';
import { startApi, type Api } from '../harness.ts';
import { becomeAppRole, insufficientPrivilege, type AppRole } from './app-role.ts';
import { twoWorlds, type FullWorld } from './two-worlds.ts';

/*
 * What the database refuses by itself, whatever a query forgets. Out of scope: code that sets another organisation's scope on purpose. The
 * scope is a setting of the session which the application writes, from the caller's token, in `scoped-driver.ts` alone.
 */
const tables = Object.keys(tableColumns).map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));

/** How the number of an organisation is kept as it is: nobody at all can change the one that the database gives. */
const unchangeable = (table: string): string[] =>
  table === 'org' ? [insufficientPrivilege, '428C9'] : [insufficientPrivilege];

let api: Api;
let onlooker: Onlooker;
let app: AppRole;
let acme: FullWorld;
let rival: FullWorld;
const onSqlServer = (process.env['TEST_SQLSERVER_URL'] ?? '') !== '';

describe.skipIf(onSqlServer)('row-level security of PostgreSQL', () => {
  beforeAll(async () => {
    api = await startApi();
    ({ acme, rival } = await twoWorlds(api));
    const { config } = await dependencies();
    onlooker = await openOnlooker(config.DATABASE_URL ?? '');
    app = await becomeAppRole(config.DATABASE_URL ?? '');
  });
  afterAll(async () => {
    await app.close();
    await onlooker.close();
    await api.stop();
  });

  it('is proven for every table and view of the schema', async () => {
    const relations = await onlooker.query<{ name: string; kind: string; forced: boolean }>(`
      select c.relname as name, c.relkind as kind, c.relrowsecurity and c.relforcerowsecurity as forced
      from pg_class c where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')`);
    const ours = relations.filter(({ name, kind }) => kind === 'r' && name !== 'schema_migration');
    expect(ours.map(({ name }) => name).sort()).toEqual([...tables].sort());
    expect(ours.filter(({ forced }) => !forced)).toEqual([]);
    for (const { name } of relations.filter(({ kind }) => kind !== 'r')) {
      expect(await app.attempt(null, `select 1 from app.${name} limit 1`), name).toEqual([]);
    }
  });

  describe.each(tables)('%s', (table) => {
    it('has rows of both organisations to be tried on', async () => {
      for (const { orgId } of [acme, rival]) {
        expect(await onlooker.count(`select count(*) from app.${table} where org_id = ${orgId}`)).toBeGreaterThan(0);
      }
    });

    it('shows nothing without a scope, and to an organisation its own rows only', async () => {
      const seen = `select distinct org_id::int as org_id from app.${table}`;
      expect(await app.attempt(null, seen)).toEqual([]);
      expect(await app.attempt(rival.orgId, seen)).toEqual([{ org_id: rival.orgId }]);
    });

    it("takes no row without a scope, nor into another organisation than the scope's", async () => {
      const columns = await onlooker.query<{ name: string }>(`select column_name as name from information_schema.columns
        where table_schema = 'app' and table_name = '${table}' and is_generated = 'NEVER'`);
      const names = columns.map(({ name }) => `"${name}"`).join(', ');
      const [victim] = await onlooker.query(
        `select to_jsonb(t) as row from app.${table} t where org_id = ${acme.orgId}`,
      );
      const insert = `insert into app.${table} (${names}) overriding system value
        select ${names} from jsonb_populate_record(null::app.${table}, $1::jsonb)`;
      const row = [JSON.stringify(victim?.['row'])];
      expect(await app.refusal(null, insert, row)).toBe(insufficientPrivilege);
      expect(await app.refusal(rival.orgId, insert, row)).toBe(insufficientPrivilege);
    });

    it('lets no row be moved into another organisation', async () => {
      const move = `update app.${table} set org_id = ${acme.orgId}`;
      expect(unchangeable(table)).toContain(await app.refusal(rival.orgId, move));
    });

    it("lets nothing of another organisation's be changed or deleted", async () => {
      for (const orgId of [rival.orgId, null]) {
        for (const verb of [`update app.${table} set org_id = org_id`, `delete from app.${table}`]) {
          // Refused for want of the privilege, or nothing is found.
          const found = `${verb} where org_id = ${acme.orgId} returning 1`;
          const rows = await app.attempt(orgId, found).catch((error: { code?: string }) => error.code);
          expect([[], ...unchangeable(table)]).toContainEqual(rows);
        }
      }
    });

    it('can neither be emptied nor altered nor freed of its rules by the application', async () => {
      const statements = [
        `truncate app.${table}`,
        `drop table app.${table} cascade`,
        `alter table app.${table} disable row level security`,
        `alter table app.${table} no force row level security`,
        `alter table app.${table} add column loot text`,
        `alter table app.${table} owner to ${appRole}`,
        `drop policy ${table}_isolation on app.${table}`,
        `create policy loot on app.${table} using (true)`,
        `create trigger loot before insert on app.${table} execute function app.current_org()`,
        `grant all on app.${table} to ${appRole}`,
      ];
      const allowed: string[] = [];
      for (const statement of statements) {
        // Granting what one does not own is passed over with a warning: the privileges tell.
        const refused = await app.refusal(acme.orgId, statement);
        if (refused === null && !statement.startsWith('grant')) allowed.push(statement);
      }
      expect(allowed).toEqual([]);
      const rights = `select has_table_privilege('${appRole}', 'app.${table}', 'truncate, references, trigger') as more`;
      expect(await onlooker.query(rights)).toEqual([{ more: false }]);
    });
  });

  it('keeps events as they were written: they can be added and read, nothing else', async () => {
    for (const statement of ["update app.work_event set type = 'forged'", 'delete from app.work_event']) {
      expect(await app.refusal(acme.orgId, statement)).toBe(insufficientPrivilege);
      expect(await app.refusal(0, statement)).toBe(insufficientPrivilege);
    }
    const rights = await onlooker.query(`select privilege_type from information_schema.role_table_grants
      where grantee = '${appRole}' and table_name = 'work_event' order by 1`);
    expect(rights).toEqual([{ privilege_type: 'INSERT' }, { privilege_type: 'SELECT' }]);
  });

  it('cannot be stepped around by the application’s role', async () => {
    const around = [
      'set role postgres',
      `alter role ${appRole} bypassrls`,
      `alter role ${appRole} superuser`,
      'create role loot superuser',
      'set row_security = off; select 1 from app.signal',
      'create or replace function app.current_org() returns integer language sql as $$ select 0 $$',
      'alter function app.current_org() owner to current_user',
      'create table app.loot (id integer)',
      'create schema loot',
      'create extension dblink',
      "copy app.signal to program 'cat'",
      "select pg_read_file('PG_VERSION')",
      "update app.schema_migration set name = 'loot'",
      'drop schema app cascade',
    ];
    const allowed: string[] = [];
    for (const statement of around) {
      if ((await app.refusal(rival.orgId, statement)) === null) allowed.push(statement);
    }
    expect(allowed).toEqual([]);
  });

  it('is not the business of a role that is more than it looks', async () => {
    const [role] = await onlooker.query(`select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
      (select count(*)::int from pg_auth_members where member = r.oid) as memberships,
      (select count(*)::int from pg_class where relowner = r.oid) as relations,
      (select count(*)::int from pg_proc where proowner = r.oid) as functions
      from pg_roles r where rolname = '${appRole}'`);
    expect(role).toEqual({
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolreplication: false,
      memberships: 0,
      relations: 0,
      functions: 0,
    });
  });

  it('meets every connection of the application in that role', async () => {
    const db = api.engine.reader({ kind: 'system' }, { count: 0 });
    const { rows } = await sql<{ role: string }>`select current_user as role`.execute(db);
    expect(rows).toEqual([{ role: appRole }]);
  });
});
