/** How the engine logs in. */
export type SqlServerLogin =
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  /** The identity that the process runs as on Azure, or the developer's own; `clientId` names a user-assigned one. */
  | { readonly kind: 'managed-identity'; readonly clientId?: string }
  /** Whoever has logged in to the Azure CLI, or to the Azure Developer CLI: a person, or a workflow. Never the service. */
  | { readonly kind: 'azure-cli' };

/** Where the database is. */
export interface SqlServerAddress {
  readonly server: string;
  /** Default 1433. */
  readonly port?: number;
  readonly database: string;
  readonly login: SqlServerLogin;
  /** Default true. */
  readonly encrypt?: boolean;
  /** Takes any certificate: only for a server on the same machine. Default false. */
  readonly trustServerCertificate?: boolean;
}

export interface SqlServerOptions {
  /** `mssql://user:password@host:port/database?encrypt=…&trustServerCertificate=…`, or its parts. */
  readonly address: string | SqlServerAddress;
  /** Most connections of the pool. Default 10. */
  readonly poolMax?: number;
  /** How long one connection is tried for, in milliseconds: a serverless database takes a while to resume. Default 20,000. */
  readonly connectPatienceMs?: number;
  /** How long a statement waits for a free connection, in milliseconds: longer than making one may take. Default 10,000. */
  readonly acquireTimeoutMs?: number;
  /** How long a statement may run, in milliseconds. Default 8,000, as on PostgreSQL: whoever waits for an answer gives up after some ten seconds. */
  readonly statementTimeoutMs?: number;
  /** Is told what the engine does without, in one sentence. Default: nobody. */
  readonly warn?: (message: string) => void;
}

/** Reads a connection string. Throws a `TypeError` that never repeats the password. */
export function parseAddress(url: string): SqlServerAddress {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^(mssql|sqlserver):$/.test(parsed.protocol))
    throw new TypeError('A SQL Server address starts with mssql:// and names user, host and database.');
  const database = decodeURIComponent(parsed.pathname.slice(1));
  if (database === '') throw new TypeError('A SQL Server address ends with the name of the database.');
  const flags = new Map(parsed.searchParams);
  const encrypt = flag(flags, 'encrypt');
  const trustServerCertificate = flag(flags, 'trustServerCertificate');
  const [unknown] = flags.keys();
  if (unknown !== undefined) throw new TypeError(`A SQL Server address has no setting "${unknown}".`);
  return {
    server: parsed.hostname,
    ...(parsed.port === '' ? {} : { port: Number(parsed.port) }),
    database,
    login: loginOf(parsed),
    ...(encrypt === undefined ? {} : { encrypt }),
    ...(trustServerCertificate === undefined ? {} : { trustServerCertificate }),
  };
}

function loginOf(url: URL): SqlServerLogin {
  if (url.username === '') return { kind: 'managed-identity' };
  return { kind: 'password', user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
}

/** Takes a setting out of `flags`. */
function flag(flags: Map<string, string>, name: string): boolean | undefined {
  const value = flags.get(name);
  flags.delete(name);
  if (value === undefined) return undefined;
  if (value !== 'true' && value !== 'false') throw new TypeError(`"${name}" of a SQL Server address is true or false.`);
  return value === 'true';
}
