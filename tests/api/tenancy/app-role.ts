import { Client } from 'pg';
import { appRole } from '../../../shared/db/engines/postgres/pool.ts';

/** A connection that is the application's role and nothing else: there is no login behind it to go back to by mistake. */
export interface AppRole {
  /** Runs a statement in the scope of an organisation, or of none, and takes it back. Resolves to the rows; rejects as the server does. */
  attempt(orgId: number | null, statement: string, parameters?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  /** The same, resolving to the SQLSTATE of what the server refuses; null when it does not. */
  refusal(orgId: number | null, statement: string, parameters?: readonly unknown[]): Promise<string | null>;
  close(): Promise<void>;
}

/** SQLSTATE of a missing privilege and of a row that row-level security refuses. */
export const insufficientPrivilege = '42501';

/** Connects as the superuser of `url` and becomes the role for good, as a login of its own would be. */
export async function becomeAppRole(url: string): Promise<AppRole> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`set session authorization ${appRole}`);
  const attempt: AppRole['attempt'] = async (orgId, statement, parameters = []) => {
    await client.query('begin');
    try {
      if (orgId !== null) await client.query("select set_config('app.org_id', $1, true)", [String(orgId)]);
      return (await client.query<Record<string, unknown>>(statement, [...parameters])).rows;
    } finally {
      await client.query('rollback');
    }
  };
  return {
    attempt,
    async refusal(orgId, statement, parameters) {
      try {
        await attempt(orgId, statement, parameters);
        return null;
      } catch (error) {
        return String((error as { code?: unknown }).code);
      }
    },
    close: () => client.end(),
  };
}
