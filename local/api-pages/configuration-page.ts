import * as z from 'zod';
import { settingShape } from '../../shared/platform/config.ts';

/** docs/configuration.md: every setting with its meaning, default and valid values. Throws when one has no meaning. */
export function configurationPage(): string {
  const rows = Object.entries(settingShape).map(([name, schema]) => row(name, schema));
  return `# Configuration

The application reads its settings from the environment (app settings in Azure, \`local.settings.json\` on a laptop). An empty value
counts as absent. A missing or wrong setting is named, all of them at once, by the log line of the first request; no value is ever shown. Settings
marked 🔒 hold secrets: in Azure give them as Key Vault references.

On a laptop nothing needs to be set: \`npm start\` chooses the database and the token keys itself. PostgreSQL on a server of one's own, and what its
\`DATABASE_URL\` looks like: [operations/postgresql.md](operations/postgresql.md).

| setting | meaning | default | valid |
| --- | --- | --- | --- |
${rows.join('\n')}

\`SQL_USER\` and \`SQL_PASSWORD\` are needed with \`SQL_AUTHENTICATION=password\`; \`SQL_DATABASE\` beside \`SQL_SERVER\`. The settings of
the gateway are given all or none; some without the others close the service, the probes aside.

## Of the Functions host

\`FUNCTIONS_WORKER_RUNTIME\` is \`node\`; \`AzureWebJobsStorage\` is the storage account that keeps the timers' state; \`PORT\` is the port of
\`npm start\` and of \`npm run serve\` (7071).
`;
}

function row(name: string, schema: z.ZodType): string {
  const { description, valid, secret } = schema.meta() ?? {};
  if (description === undefined || typeof valid !== 'string') throw new Error(`The setting ${name} has no meaning.`);
  return `| \`${name}\`${secret === true ? ' 🔒' : ''} | ${description} | ${defaultOf(schema)} | ${valid} |`;
}

function defaultOf(schema: z.ZodType): string {
  const { success, data } = schema.safeParse(undefined);
  if (!success) return '**needed**';
  return data === undefined ? '' : `\`${z.union([z.string(), z.number(), z.boolean()]).parse(data)}\``;
}
