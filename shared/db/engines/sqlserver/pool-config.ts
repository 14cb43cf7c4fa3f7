import type { TokenCredential } from '@azure/identity';
import type { config as PoolConfig } from 'mssql';
import { watchLogin } from './login-errors.ts';
import { parseAddress, type SqlServerLogin, type SqlServerOptions } from './options.ts';

/** What of the options concerns the pool, with their defaults. */
export type PoolOptions = Pick<
  SqlServerOptions,
  'address' | 'poolMax' | 'connectPatienceMs' | 'acquireTimeoutMs' | 'statementTimeoutMs'
> & {
  /** Connections that are kept open. Default 0. */
  readonly poolMin?: number;
  /** How long an unused connection is kept, in milliseconds. Default 30,000. */
  readonly idleTimeoutMs?: number;
};

/** Shorter than the wait for a connection of the pool, or a server that cannot be reached would be told as a full pool. */
const connectTimeoutMs = 8_000;

/** The driver's settings. The credential of a managed identity is made once and serves every connection. */
export async function poolConfig(options: PoolOptions): Promise<PoolConfig> {
  const address = typeof options.address === 'string' ? parseAddress(options.address) : options.address;
  return {
    server: address.server,
    port: address.port ?? 1433,
    database: address.database,
    ...(await loginConfig(address.login)),
    requestTimeout: options.statementTimeoutMs ?? 8_000,
    connectionTimeout: connectTimeoutMs,
    // The default runs SELECT 1 before every statement.
    validateConnection: 'socket',
    beforeConnect: watchLogin,
    pool: {
      min: options.poolMin ?? 0,
      max: options.poolMax ?? 10,
      acquireTimeoutMillis: options.acquireTimeoutMs ?? 10_000,
      idleTimeoutMillis: options.idleTimeoutMs ?? 30_000,
    },
    options: {
      encrypt: address.encrypt ?? true,
      trustServerCertificate: address.trustServerCertificate ?? false,
      appName: 'flowledger',
      useUTC: true,
      enableArithAbort: true,
      // SET XACT_ABORT ON at login: said inside a statement with parameters it would end with the statement.
      abortTransactionOnError: true,
      // Three tries 500 ms apart wait too long for a wrong password and too short for a database that resumes.
      maxRetriesOnTransientErrors: 0,
    },
  };
}

async function loginConfig(login: SqlServerLogin): Promise<Pick<PoolConfig, 'user' | 'password' | 'authentication'>> {
  if (login.kind === 'password') return { user: login.user, password: login.password };
  return { authentication: { type: 'token-credential', options: { credential: await credentialOf(login) } } };
}

async function credentialOf(login: Exclude<SqlServerLogin, { kind: 'password' }>): Promise<TokenCredential> {
  const identity = await import('@azure/identity');
  if (login.kind === 'azure-cli') {
    // Named, and not left to the default chain: on a build machine in Azure that would take the machine's own identity first.
    return new identity.ChainedTokenCredential(
      new identity.AzureCliCredential(),
      new identity.AzureDeveloperCliCredential(),
    );
  }
  const user = login.clientId === undefined ? {} : { managedIdentityClientId: login.clientId };
  return new identity.DefaultAzureCredential(user);
}
