import { appRole } from './ddl-tenancy.ts';
import { keyCollation } from './ddl-types.ts';

/** One object that has to exist before the first migration. */
export interface FoundationObject {
  /** A condition that holds when the object is there; null when creating it again does no harm. */
  readonly exists: string | null;
  readonly create: string;
}

const schema: FoundationObject = { exists: "SCHEMA_ID(N'app') IS NOT NULL", create: 'CREATE SCHEMA app' };
const role: FoundationObject = {
  exists: `DATABASE_PRINCIPAL_ID(N'${appRole}') IS NOT NULL`,
  create: `CREATE ROLE ${appRole}`,
};

/** What migrations build on, in the order of creation. */
export const foundation: readonly FoundationObject[] = [
  schema,
  role,
  {
    exists: "OBJECT_ID(N'app.schema_migration') IS NOT NULL",
    create: `CREATE TABLE app.schema_migration (
  name nvarchar(200) COLLATE ${keyCollation} NOT NULL,
  applied_at datetime2(3) NOT NULL CONSTRAINT df_schema_migration_applied_at DEFAULT SYSUTCDATETIME(),
  CONSTRAINT pk_schema_migration PRIMARY KEY CLUSTERED (name)
)`,
  },
  { exists: null, create: `GRANT SELECT ON app.schema_migration TO ${appRole}` },
  {
    exists: "OBJECT_ID(N'app.org_visible') IS NOT NULL",
    create: `CREATE FUNCTION app.org_visible(@org_id int) RETURNS TABLE WITH SCHEMABINDING AS
RETURN SELECT 1 AS visible
WHERE CAST(SESSION_CONTEXT(N'org_id') AS int) = @org_id OR CAST(SESSION_CONTEXT(N'org_id') AS int) = 0`,
  },
];

/** The foundation as statements that may be run again and again. */
export function guardedFoundation(): string[] {
  return foundation.map(guarded);
}

/** Makes schema and role of the application where they are absent: what a login that may create neither needs before the first migration. */
export const guardedNamespace: readonly string[] = [guarded(schema), guarded(role)];

/** Makes the role of the application where it is absent. */
export const guardedRole = guarded(role);

function guarded({ exists, create }: FoundationObject): string {
  return exists === null ? create : `IF NOT (${exists}) EXEC (N'${create.replaceAll("'", "''")}')`;
}
