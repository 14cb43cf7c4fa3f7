import { migrateDatabase } from '../db/migrate-database.ts';
import { openLocalEngine } from '../db/open-local-engine.ts';
import { runScript } from '../run-script.ts';
import { readDeploymentOutputs } from './deployment-outputs.ts';
import { explainingRefusal } from './explain-refusal.ts';
import { grantAccess } from './grant-access.ts';

/*
 * `npm run azure:database`, after `azd provision`: makes both identities users of the database and brings its schema up to date, as whoever has logged in to
 * `az` or `azd`, who must be the server's Entra administrator or in that group.
 */
await runScript(async () => {
  const outputs = readDeploymentOutputs(process.env);
  const server = outputs.AZURE_SQL_SERVER_HOST_NAME;
  const database = outputs.AZURE_SQL_DATABASE_NAME;
  const [app, migration] = [outputs.AZURE_APP_IDENTITY_NAME, outputs.AZURE_MIGRATION_IDENTITY_NAME];
  const address = { server, database, login: { kind: 'azure-cli' } } as const;
  await explainingRefusal(server, async () => {
    const migrationId = outputs.AZURE_MIGRATION_IDENTITY_CLIENT_ID;
    await grantAccess(address, { name: migration, clientId: migrationId }, 'migration');
    await grantAccess(address, { name: app, clientId: outputs.AZURE_APP_IDENTITY_CLIENT_ID }, 'app');
    console.log(`${database} on ${server}: ${migration} and ${app} are users.`);
    const steps = await migrateAs(server, database);
    console.log(`${database} on ${server}: ${steps.length === 0 ? 'is up to date' : `migrated: ${steps.join(', ')}`}.`);
  });
});

async function migrateAs(server: string, database: string): Promise<readonly string[]> {
  const settings = { SQL_SERVER: server, SQL_DATABASE: database, SQL_AUTHENTICATION: 'azure-cli' };
  const engine = await openLocalEngine(undefined, settings);
  try {
    return await migrateDatabase(engine);
  } finally {
    await engine.close();
  }
}
