import { UnknownMigrationError } from '../../shared/db/migrations/run.ts';
import { UsageError } from '../start/options.ts';

/** PostgreSQL's `insufficient_privilege`. SQL Server's numbers are no text. */
const notAllowed = '42501';

/** Runs `work` on a database; of what an operator can mend, the error says how. `embedded`: it is the one of a data folder. */
export async function explainingDatabase<T>(embedded: boolean, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explained(error, embedded);
  }
}

function explained(error: unknown, embedded: boolean): unknown {
  if (error instanceof UnknownMigrationError && embedded) {
    return new UsageError(
      `${error.message}\nThe data folder was used by a newer FlowLedger: check that one out, choose another folder (--data DIR), or start anew with npm run reset.`,
    );
  }
  if (error instanceof Error && 'code' in error && error.code === notAllowed) {
    return new UsageError(
      `The login of DATABASE_URL may not do this: ${error.message}. The owner of the database may, ` +
        'with CREATEROLE or as a member of the role flowledger_app: docs/operations/postgresql.md says how it is made.',
    );
  }
  return error;
}
