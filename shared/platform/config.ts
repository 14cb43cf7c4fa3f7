import * as z from 'zod';
import { identityOf } from './authentication-string.ts';
import { allOrNone, gatewayShape } from './gateway-settings.ts';
import { readSettings, type Environment } from './read-settings.ts';
import { address, keySet, oneOf, onOff, schedule, text, told, whole } from './setting-kinds.ts';

/** Every setting of the application, with its meaning: docs/configuration.md is made from it. */
export const settingShape = {
  DATABASE_URL: text
    .regex(/^(postgres|postgresql|mssql|sqlserver):\/\//, { error: 'must start with postgres:// or mssql://' })
    .optional()
    .meta({
      ...told('The database; without it `SQL_SERVER` and `SQL_DATABASE` name an Azure SQL database.', 'URL'),
      secret: true,
    }),
  SQL_SERVER: text.optional().meta(told('Server of the Azure SQL database.', 'host name')),
  SQL_DATABASE: text.optional().meta(told('Name of the Azure SQL database.')),
  SQL_USER: text.optional().meta(told('Login, with `SQL_AUTHENTICATION=password`.')),
  SQL_PASSWORD: text
    .optional()
    .meta({ ...told('Password of the login, with `SQL_AUTHENTICATION=password`.'), secret: true }),
  SQL_AUTHENTICATION: oneOf(
    ['managed-identity', 'azure-cli', 'password'],
    'managed-identity',
    'How to log in to Azure SQL: as a managed identity, without a password; as who has logged in to `az` or `azd`, for what is run by hand or by a workflow.',
  ),
  AZURE_CLIENT_ID: text.optional().meta(told('User-assigned identity to log in as; without it the app’s own.', 'GUID')),
  DB_POOL_MAX: whole(1, 500, 10, 'Database connections of one process.'),
  AUTH_ISSUER: text.meta(told('Issuer (`iss`) of the tokens that are taken.')),
  AUTH_AUDIENCE: text.meta(told('Audience (`aud`) of the tokens that are taken.')),
  AUTH_JWKS_URI: address
    .optional()
    .meta(told('Where the issuer publishes its keys. This or `AUTH_JWKS` is needed.', 'http(s) URL')),
  AUTH_JWKS: keySet.optional().meta(told('The keys themselves.', 'JSON Web Key Set')),
  AUTH_ORG_CLAIM: text.default('org_id').meta(told('Claim that names the organisation.')),
  AUTH_ROLES_CLAIM: text.default('roles').meta(told('Claim that lists the roles.')),
  ...gatewayShape,
  ORG_AUTO_PROVISION: onOff(false, 'Makes an organisation at the first request that names it.'),
  REQUEST_TIMEOUT_SECONDS: whole(
    1,
    230,
    30,
    'What one request may take, from its token to its answer; then it is a 503.',
  ),
  RATE_LIMIT_PER_MINUTE: whole(0, 10_000_000, 30_000, 'Calls of one organisation to one process; 0 for no limit.'),
  HTTP_STREAMING: onOff(
    true,
    'Streams bodies between host and app. Without it the host drops bodies that come in chunks.',
  ),
  PUBLIC_URL: address
    .optional()
    .meta(told('The API’s public address, for the OpenAPI document; relative when absent.', 'http(s) URL')),
  OUTBOX_SCHEDULE: schedule('0 * * * * *', 'When events are delivered'),
  OUTBOX_BATCH_SIZE: whole(1, 500, 200, 'Deliveries of one claim.'),
  OUTBOX_LEASE_SECONDS: whole(5, 300, 90, 'How long a claimed delivery is its worker’s; renewed at a third of it.'),
  OUTBOX_MAX_ATTEMPTS: whole(1, 50, 8, 'Attempts that count before a delivery goes dead.'),
  OUTBOX_CRASH_LIMIT: whole(1, 50, 5, 'Workers that may vanish with a delivery before it goes dead.'),
  OUTBOX_PARALLEL: whole(1, 50, 4, 'Groups of deliveries handled at the same time.'),
  OUTBOX_IDLE_MAX_MS: whole(
    0,
    60_000,
    2000,
    'Longest pause of a run that finds nothing, in milliseconds; then it ends.',
  ),
  OUTBOX_BUDGET_SECONDS: whole(1, 600, 240, 'No claim is made later in a run: 80 % of the function’s time-out.'),
  SLA_SCHEDULE: schedule('30 * * * * *', 'When SLA clocks are looked at'),
  SLA_BATCH_SIZE: whole(1, 1000, 1000, 'Clocks of one transaction of the sweep.'),
  SLA_BUDGET_SECONDS: whole(1, 600, 240, 'No batch is begun later in a sweep.'),
  RETENTION_SCHEDULE: schedule('0 17 * * * *', 'When expired rows are deleted'),
  RETENTION_BATCH_SIZE: whole(1, 4999, 1000, 'Rows that one transaction of the retention job deletes.'),
  RETENTION_BUDGET_SECONDS: whole(1, 600, 240, 'No batch is begun later in a run.'),
  INBOX_DAYS: whole(
    7,
    3650,
    90,
    'How long a consumer remembers an event that it has handled: longer than the longest replay.',
  ),
  LOG_LEVEL: oneOf(['debug', 'info', 'warn', 'error'], 'info', 'The least level of log lines that are written.'),
  APPLICATIONINSIGHTS_CONNECTION_STRING: text
    .regex(/(^|;)InstrumentationKey=[^;]+/i, { error: 'must have an InstrumentationKey' })
    .optional()
    .meta({
      ...told('Where metrics go to (the Functions host sends its own telemetry there, too); none are sent without it.'),
      secret: true,
    }),
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: identityOf
    .optional()
    .meta(
      told(
        'Sends metrics as a managed identity, where Application Insights takes no key alone: that of `ClientId`, else of `AZURE_CLIENT_ID`, else the app’s own. The Functions host reads it, too.',
        '`Authorization=AAD`, `Authorization=AAD;ClientId=` and a GUID',
      ),
    ),
  METRICS_INTERVAL_SECONDS: whole(1, 3600, 60, 'Between two sendings of metrics.'),
};

// Run although a setting is wrong in itself: whoever sets them is told of all at once.
const always = { when: () => true };

const settings = z.object(settingShape).superRefine((given, context) => {
  const need = (name: string, why: string): void =>
    context.addIssue({ code: 'custom', path: [name], message: `is needed ${why}` });
  if (given.AUTH_JWKS_URI === undefined && given.AUTH_JWKS === undefined) need('AUTH_JWKS_URI', '(or AUTH_JWKS)');
  allOrNone(given, context);
  if (given.DATABASE_URL !== undefined) return;
  if (given.SQL_SERVER === undefined) need('DATABASE_URL', '(or SQL_SERVER and SQL_DATABASE)');
  else if (given.SQL_DATABASE === undefined) need('SQL_DATABASE', 'beside SQL_SERVER');
  if (given.SQL_AUTHENTICATION !== 'password') return;
  if (given.SQL_USER === undefined) need('SQL_USER', 'when SQL_AUTHENTICATION is password');
  if (given.SQL_PASSWORD === undefined) need('SQL_PASSWORD', 'when SQL_AUTHENTICATION is password');
}, always);

/** The settings of the application, by their names in the environment. */
export type Config = z.output<typeof settings>;

/** Reads the settings from `env`; an empty value counts as absent. Throws `ConfigError` that names everything that is wrong. */
export function readConfig(env: Environment): Config {
  return readSettings(settings, env);
}
