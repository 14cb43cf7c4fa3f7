/** Settings of the app that the templates leave to its defaults, and why. */
export const defaulted: Readonly<Record<string, string>> = {
  DATABASE_URL: 'SQL_SERVER and SQL_DATABASE name the database; a URL would hold a password',
  SQL_USER: 'the app logs in with its identity',
  SQL_PASSWORD: 'the app logs in with its identity',
  AUTH_JWKS: 'the keys come from AUTH_JWKS_URI, so that the issuer can change them',
  GATEWAY_JWKS: 'the keys come from GATEWAY_JWKS_URI, so that Entra can change them',
  REQUEST_TIMEOUT_SECONDS: 'far below the 230 s of the front end',
  RATE_LIMIT_PER_MINUTE: 'a limit for one process against accidents; the gateway has the limit that customers meet',
  OUTBOX_BATCH_SIZE: 'a property of the app, not of the place where it runs',
  OUTBOX_LEASE_SECONDS: 'a property of the app, not of the place where it runs',
  OUTBOX_MAX_ATTEMPTS: 'a promise of the product',
  OUTBOX_CRASH_LIMIT: 'a promise of the product',
  OUTBOX_PARALLEL: 'fits the connections of one process',
  OUTBOX_IDLE_MAX_MS: 'a property of the app, not of the place where it runs',
  OUTBOX_BUDGET_SECONDS: 'follows from the time-out in host.json',
  SLA_BATCH_SIZE: 'a property of the app, not of the place where it runs',
  SLA_BUDGET_SECONDS: 'follows from the time-out in host.json',
  RETENTION_BATCH_SIZE: 'below the number of locks at which SQL Server locks the table',
  RETENTION_BUDGET_SECONDS: 'follows from the time-out in host.json',
  INBOX_DAYS: 'a promise of the product',
  METRICS_INTERVAL_SECONDS: 'as fine as the alerts look',
};

/** Settings of the Functions host and of App Service that the templates may set. */
export const platformSettings: readonly RegExp[] = [
  /^AzureWebJobsStorage__(?:accountName|credential|clientId|blobServiceUri|queueServiceUri|tableServiceUri)$/,
];

/** Settings that a Flex Consumption app must not have: its `functionAppConfig` says the same, or it does not know them. */
export const retired: readonly RegExp[] = [
  /^FUNCTIONS_WORKER_RUNTIME(?:_VERSION)?$/,
  /^FUNCTIONS_EXTENSION_VERSION$/,
  /^FUNCTIONS_WORKER_PROCESS_COUNT$/,
  /^WEBSITE_/,
  /^AzureWebJobsDashboard$/,
  /^APPINSIGHTS_INSTRUMENTATIONKEY$/,
  /^SCM_DO_BUILD_DURING_DEPLOYMENT$|^ENABLE_ORYX_BUILD$/,
];
