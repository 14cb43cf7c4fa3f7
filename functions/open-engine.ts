import type { RootOperationNode } from 'kysely';
import type { Engine } from '../shared/db/engine.ts';
import type { SqlServerAddress } from '../shared/db/engines/sqlserver/options.ts';
import type { Config } from '../shared/platform/config.ts';
import { ConfigError } from '../shared/platform/read-settings.ts';

/** Who is told of what the engine does. */
export interface Listeners {
  /** Sees every statement before it is compiled. */
  readonly onStatement?: ((node: RootOperationNode) => void) | undefined;
  /** Is told what the database lacks, in one sentence. */
  readonly warn?: (message: string) => void;
}

/** Opens the engine that the settings name. Only its own driver is loaded. */
export async function openEngine(config: Config, { onStatement, warn }: Listeners = {}): Promise<Engine> {
  const { DATABASE_URL: url, DB_POOL_MAX: poolMax } = config;
  if (url !== undefined && /^postgres(ql)?:/.test(url)) {
    const { createPostgresEngine } = await import('../shared/db/engines/postgres/create-postgres-engine.ts');
    return createPostgresEngine({ url, poolMax, ...(onStatement === undefined ? {} : { onStatement }) });
  }
  const { createSqlServerEngine } = await import('../shared/db/engines/sqlserver/create-sqlserver-engine.ts');
  return createSqlServerEngine({
    address: sqlServerAddress(config),
    poolMax,
    ...(warn === undefined ? {} : { warn }),
  });
}

function sqlServerAddress(config: Config): string | SqlServerAddress {
  const { DATABASE_URL, SQL_SERVER, SQL_DATABASE, SQL_USER, SQL_PASSWORD, AZURE_CLIENT_ID } = config;
  if (DATABASE_URL !== undefined) return DATABASE_URL;
  if (SQL_SERVER === undefined || SQL_DATABASE === undefined) throw new ConfigError(['DATABASE_URL is needed']);
  const at = { server: SQL_SERVER, database: SQL_DATABASE };
  if (config.SQL_AUTHENTICATION === 'password') {
    return { ...at, login: { kind: 'password', user: SQL_USER ?? '', password: SQL_PASSWORD ?? '' } };
  }
  if (config.SQL_AUTHENTICATION === 'azure-cli') return { ...at, login: { kind: 'azure-cli' } };
  const identity = AZURE_CLIENT_ID === undefined ? {} : { clientId: AZURE_CLIENT_ID };
  return { ...at, login: { kind: 'managed-identity', ...identity } };
}
