import * as z from 'zod';
import { guid, text } from '../../shared/platform/setting-kinds.ts';
import { readSettings, type Environment } from '../../shared/platform/read-settings.ts';

/** What the deployment of infra/ tells of the database, by the names of its outputs. */
const outputs = z.object({
  AZURE_SQL_SERVER_HOST_NAME: text,
  AZURE_SQL_DATABASE_NAME: text,
  AZURE_APP_IDENTITY_NAME: text,
  AZURE_APP_IDENTITY_CLIENT_ID: guid,
  AZURE_MIGRATION_IDENTITY_NAME: text,
  AZURE_MIGRATION_IDENTITY_CLIENT_ID: guid,
});

/** The outputs, as azd and the workflows put them into the environment. Throws `ConfigError` that names what is missing. */
export function readDeploymentOutputs(env: Environment): z.output<typeof outputs> {
  return readSettings(outputs, env);
}

/** The names of the outputs that are read here. */
export const outputNames: readonly string[] = Object.keys(outputs.shape);
