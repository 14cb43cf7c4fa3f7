import { appRole } from '../../shared/db/engines/sqlserver/ddl-tenancy.ts';
import { guardedNamespace, guardedRole } from '../../shared/db/engines/sqlserver/foundation.ts';
import { entraSid } from './entra-sid.ts';

/** What an identity is for: `app` serves requests and runs jobs, `migration` changes the schema. */
export type GrantedRole = 'app' | 'migration';

/** An identity of Microsoft Entra ID that is to be a user of the database. */
export interface GrantedIdentity {
  /** Name of the user in the database; the identity's own name by custom. */
  readonly name: string;
  /** Client id (application id) of the identity: not its object id. */
  readonly clientId: string;
}

/**
 * T-SQL that makes the identity a user of the database with what its role needs and no more, statement by statement, each to be sent on its own. It
 * can be run again and again. Throws a `RangeError` when name or client id cannot be one.
 */
export function grantStatements(identity: GrantedIdentity, role: GrantedRole): readonly string[] {
  const user = quoteName(identity.name);
  return [...ensureUser(identity), ...(role === 'app' ? grantApp(user) : grantMigration(user))];
}

/**
 * The user is made from its SID, so the server need not look the identity up in the directory and needs no right to read it. Of an identity that was
 * deleted and made anew the name is the same and the SID another: the old user, which owns nothing, gives way. A user of another kind does not.
 */
function ensureUser({ name, clientId }: GrantedIdentity): readonly string[] {
  const [user, text, sid] = [quoteName(name), quoteText(name), entraSid(clientId)];
  return [
    `IF EXISTS (SELECT 1 FROM sys.database_principals WHERE name = ${text} AND type = 'E' AND sid <> ${sid}) DROP USER ${user};`,
    `IF NOT EXISTS (SELECT 1 FROM sys.database_principals WHERE name = ${text} AND type = 'E' AND sid = ${sid})
  CREATE USER ${user} WITH SID = ${sid}, TYPE = E;`,
  ];
}

/** The application is a member of its role and has what the migrations grant to that role. */
function grantApp(user: string): readonly string[] {
  return [guardedRole, `ALTER ROLE [${appRole}] ADD MEMBER ${user};`];
}

/**
 * Schema and role are made here, so that a migration need be able to make neither: it has all rights in schema `app` and, on the database, to create what a
 * migration creates. It sees the role, to which it grants rights on its tables, and cannot change who is in it; nor can it make users or leave its schema.
 * db_ddladmin would let it change every schema and still not make a security policy.
 */
function grantMigration(user: string): readonly string[] {
  return [
    ...guardedNamespace,
    `GRANT CONTROL ON SCHEMA::[app] TO ${user};`,
    `GRANT VIEW DEFINITION ON ROLE::[${appRole}] TO ${user};`,
    `GRANT CREATE TABLE, CREATE VIEW, CREATE FUNCTION, ALTER ANY SECURITY POLICY TO ${user};`,
  ];
}

/** As QUOTENAME does. */
function quoteName(name: string): string {
  // SQL Server's own limit, and what no identity's name has.
  if (name.length === 0 || name.length > 128 || /\p{Cc}/u.test(name))
    throw new RangeError('The name of a database user has 1 to 128 characters, none of them a control character.');
  return `[${name.replaceAll(']', ']]')}]`;
}

function quoteText(text: string): string {
  return `N'${text.replaceAll("'", "''")}'`;
}
