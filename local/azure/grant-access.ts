import type { SqlServerAddress } from '../../shared/db/engines/sqlserver/options.ts';
import { SqlServerPool } from '../../shared/db/engines/sqlserver/pool.ts';
import { grantStatements, type GrantedIdentity, type GrantedRole } from './grant-statements.ts';

/** A serverless database that has paused takes up to a minute to resume. */
const patienceMs = 120_000;

/**
 * Makes an identity a user of the database with what its role needs; doing it again changes nothing. `address` logs in as an administrator that Microsoft
 * Entra ID knows: only such a one may make its users. Rejects with the driver's error, and before anything is sent with a `RangeError` for an impossible
 * name or client id.
 */
export async function grantAccess(
  address: SqlServerAddress,
  identity: GrantedIdentity,
  role: GrantedRole,
): Promise<void> {
  const statements = grantStatements(identity, role);
  const pool = new SqlServerPool({ address, poolMax: 1, connectPatienceMs: patienceMs });
  try {
    for (const statement of statements) {
      await pool.run(async (open) => {
        await open.request().batch(statement);
      });
    }
  } finally {
    await pool.close();
  }
}
