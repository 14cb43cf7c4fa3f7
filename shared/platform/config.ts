import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { PlainError } from './describe-error.ts';

const text = z.string().trim().min(1);
const whole = (least: number, most: number, fallback: number) =>
  z
    .string()
    .regex(/^\d+$/, { error: 'must be a whole number' })
    .transform(Number)
    .pipe(z.number().min(least).max(most))
    .default(fallback);
const onOff = (fallback: boolean) =>
  z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .transform((value) => value === 'true')
    .default(fallback);

const keySet = z.string().transform((json, context): JSONWebKeySet => {
  try {
    const set = JSON.parse(json) as unknown;
    if (typeof set === 'object' && set !== null && 'keys' in set && Array.isArray(set.keys))
      return set as JSONWebKeySet;
  } catch {
    // Reported below, without the parser's message: it would show the value.
  }
  context.addIssue({ code: 'custom', message: 'must be a JSON Web Key Set' });
  return z.NEVER;
});

const settings = z
  .object({
    /** `postgres://…` or `mssql://…`; without it the `SQL_*` settings choose an Azure SQL database. */
    DATABASE_URL: text
      .regex(/^(postgres|postgresql|mssql|sqlserver):\/\//, { error: 'must start with postgres:// or mssql://' })
      .optional(),
    SQL_SERVER: text.optional(),
    SQL_DATABASE: text.optional(),
    SQL_USER: text.optional(),
    SQL_PASSWORD: text.optional(),
    /** `managed-identity` needs no password. */
    SQL_AUTHENTICATION: z.enum(['managed-identity', 'password']).default('managed-identity'),
    /** The user-assigned identity to log in as; without it the app's own. */
    AZURE_CLIENT_ID: text.optional(),
    /** Connections of one process. */
    DB_POOL_MAX: whole(1, 500, 10),
    AUTH_ISSUER: text,
    AUTH_AUDIENCE: text,
    /** Where the issuer publishes its keys, or `AUTH_JWKS`: the key set itself as JSON. */
    AUTH_JWKS_URI: z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).optional(),
    AUTH_JWKS: keySet.optional(),
    AUTH_ORG_CLAIM: text.default('org_id'),
    AUTH_ROLES_CLAIM: text.default('roles'),
    /** Makes an organisation at the first request that names it. */
    ORG_AUTO_PROVISION: onOff(false),
    /** Deliveries of one claim. */
    OUTBOX_BATCH_SIZE: whole(1, 500, 200),
    OUTBOX_LEASE_SECONDS: whole(5, 300, 90),
    /** Attempts that count before a delivery goes dead. */
    OUTBOX_MAX_ATTEMPTS: whole(1, 50, 8),
    /** Workers that may vanish with a delivery before it goes dead. */
    OUTBOX_CRASH_LIMIT: whole(1, 50, 5),
    /** Groups of deliveries handled at the same time. */
    OUTBOX_PARALLEL: whole(1, 50, 4),
    /** The longest pause of a run that finds nothing; then it ends. */
    OUTBOX_IDLE_MAX_MS: whole(0, 60_000, 2000),
    /** No claim is made later in a run: 80 % of the function's time-out. */
    OUTBOX_BUDGET_SECONDS: whole(1, 600, 240),
    /** Clocks of one transaction of the sweep. */
    SLA_BATCH_SIZE: whole(1, 1000, 1000),
    SLA_BUDGET_SECONDS: whole(1, 600, 240),
    /** Rows that one transaction of the retention job deletes. */
    RETENTION_BATCH_SIZE: whole(1, 4999, 1000),
    RETENTION_BUDGET_SECONDS: whole(1, 600, 240),
    /** How long a consumer remembers an event that it has handled: longer than the longest replay. */
    INBOX_DAYS: whole(7, 3650, 90),
    /** What one request may take, from its token to its answer; then it is a 503. */
    REQUEST_TIMEOUT_SECONDS: whole(1, 230, 30),
    /** Calls of one organisation to one process; 0 for no limit. */
    RATE_LIMIT_PER_MINUTE: whole(0, 10_000_000, 30_000),
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
    /** The API's public address, for the OpenAPI document; relative when absent. */
    PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).optional(),
  })
  .superRefine((given, context) => {
    const need = (name: string, why: string): void =>
      context.addIssue({ code: 'custom', path: [name], message: `is needed ${why}` });
    if (given.AUTH_JWKS_URI === undefined && given.AUTH_JWKS === undefined) need('AUTH_JWKS_URI', '(or AUTH_JWKS)');
    if (given.DATABASE_URL !== undefined) return;
    if (given.SQL_SERVER === undefined) need('DATABASE_URL', '(or SQL_SERVER and SQL_DATABASE)');
    else if (given.SQL_DATABASE === undefined) need('SQL_DATABASE', 'beside SQL_SERVER');
    if (given.SQL_AUTHENTICATION !== 'password') return;
    if (given.SQL_USER === undefined) need('SQL_USER', 'when SQL_AUTHENTICATION is password');
    if (given.SQL_PASSWORD === undefined) need('SQL_PASSWORD', 'when SQL_AUTHENTICATION is password');
  });

/** The settings of the application, by their names in the environment. */
export type Config = z.output<typeof settings>;

/** The environment lacks a setting or holds a wrong one; the message names each. It never shows a value. */
export class ConfigError extends PlainError {
  override readonly name = 'ConfigError';

  constructor(problems: readonly string[]) {
    super(`The configuration is not valid: ${problems.join('; ')}.`);
  }
}

/** Reads the settings from `env`; an empty value counts as absent. Throws `ConfigError` that names everything that is wrong. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = settings.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      return `${name} ${given[name] === undefined && issue.code !== 'custom' ? 'is needed' : issue.message}`;
    }),
  );
}
