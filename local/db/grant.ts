import { explainingRefusal } from '../azure/explain-refusal.ts';
import { grantAccess } from '../azure/grant-access.ts';
import type { GrantedRole } from '../azure/grant-statements.ts';
import { runScript } from '../run-script.ts';
import { UsageError } from '../start/options.ts';
import { readTextOptions } from '../text-options.ts';

/* `npm run db:grant`: makes an identity a user of the Azure SQL database, as whoever has logged in to `az` or `azd`: its Entra administrator. */
await runScript(async () => {
  const given = readTextOptions(process.argv.slice(2), {
    required: {
      identity: 'NAME       name of the managed identity',
      'client-id': 'GUID      its client id',
      role: 'ROLE           app or migration',
    },
    optional: {
      server: 'HOST         host name of the server (default: SQL_SERVER)',
      database: 'NAME       name of the database (default: SQL_DATABASE)',
    },
  });
  const { DATABASE_URL = '' } = process.env;
  if (given.server === undefined && DATABASE_URL !== '')
    throw new UsageError(
      'db:grant is for Azure SQL, and DATABASE_URL names a database that is not reached by Entra. ' +
        'Of PostgreSQL, docs/operations/postgresql.md says how a login is made.',
    );
  const { server = fromEnvironment('SQL_SERVER'), database = fromEnvironment('SQL_DATABASE') } = given;
  const address = { server, database, login: { kind: 'azure-cli' } } as const;
  const identity = { name: given.identity, clientId: given['client-id'] };
  const role = roleOf(given.role);
  await explainingRefusal(server, () => grantAccess(address, identity, role).catch(asUsage));
  console.log(`${database} on ${server}: ${given.identity} is a user and has what the role ${role} needs.`);
});

function fromEnvironment(name: string): string {
  const value = process.env[name] ?? '';
  if (value === '') throw new UsageError(`${name} is not set, nor is its option given.`);
  return value;
}

function roleOf(text: string): GrantedRole {
  if (text === 'app' || text === 'migration') return text;
  throw new UsageError(`--role is app or migration: "${text}".`);
}

/** A name or client id that cannot be one is a mistake of the command line. */
function asUsage(error: unknown): never {
  throw error instanceof RangeError ? new UsageError(error.message) : error;
}
