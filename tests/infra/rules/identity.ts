import { at, isObject, listAt, ofType, textAt, type Deployment, type Resource } from '../deployment.ts';
import { appSettings } from '../app-settings.ts';
import { everyResource, mustBe, rule, type Rule } from '../rule.ts';

function storageSettingProblems(deployment: Deployment): readonly string[] {
  const settings = appSettings(deployment);
  return [
    ...mustBe('AzureWebJobsStorage', settings.get('AzureWebJobsStorage'), undefined),
    ...mustBe('AzureWebJobsStorage__credential', settings.get('AzureWebJobsStorage__credential'), 'managedidentity'),
    ...mustBe('AzureWebJobsStorage__accountName is set', settings.has('AzureWebJobsStorage__accountName'), true),
    ...mustBe('AzureWebJobsStorage__clientId is set', settings.has('AzureWebJobsStorage__clientId'), true),
    ...mustBe('SQL_AUTHENTICATION', settings.get('SQL_AUTHENTICATION'), 'managed-identity'),
    ...mustBe('SQL_PASSWORD', settings.get('SQL_PASSWORD'), undefined),
    ...mustBe('DATABASE_URL', settings.get('DATABASE_URL'), undefined),
  ];
}

function federationProblems(deployment: Deployment): readonly string[] {
  const type = 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials';
  const repository = textAt(deployment.parameters, 'githubRepository');
  const found = ofType(deployment, type);
  if (repository === '') return found.map((it) => `${it.name} although no repository is named`);
  const subjects = found.map((it) => textAt(it, 'properties.subject'));
  const wrong = found.flatMap((it) => [
    ...mustBe(`${it.name}: issuer`, at(it, 'properties.issuer'), 'https://token.actions.githubusercontent.com'),
    ...mustBe(`${it.name}: audiences`, listAt(it, 'properties.audiences').join(), 'api://AzureADTokenExchange'),
  ]);
  const environments = listAt(deployment.parameters, 'githubEnvironments').map(String);
  const allowed = environments.map((it) => `repo:${repository}:environment:${it}`);
  return [
    ...wrong,
    ...subjects.filter((it) => !allowed.includes(it)).map((it) => `${it} may log in`),
    ...allowed.filter((it) => !subjects.includes(it)).map((it) => `${it} may not log in`),
  ];
}

/** Jobs of staging must not get at production, nor the reverse. */
function environmentProblems({ name, parameters }: Deployment): readonly string[] {
  const given = listAt(parameters, 'githubEnvironments').join();
  if (name === 'main.prod') return mustBe('githubEnvironments', given, 'production');
  return name === 'main.dev' ? mustBe('githubEnvironments', given, 'staging') : [];
}

function publishingProblems(deployment: Deployment): readonly string[] {
  const policies = ofType(deployment, 'Microsoft.Web/sites/basicPublishingCredentialsPolicies');
  return ['ftp', 'scm'].flatMap((way) => {
    const policy = policies.find((it) => it.id.endsWith(`/${way}`));
    return mustBe(`basic publishing over ${way}`, at(policy, 'properties.allow'), false);
  });
}

const entraOnly = 'Microsoft.Sql/servers/azureADOnlyAuthentications';
const isEntraOnly = (it: Resource): boolean => at(it, 'properties.azureADOnlyAuthentication') === true;

/** Identities instead of keys and passwords. */
export const identityRules: readonly Rule[] = [
  everyResource(
    'identity: storage takes no shared key and nobody anonymous',
    'Microsoft.Storage/storageAccounts',
    (it) => [
      ...mustBe('allowSharedKeyAccess', at(it, 'properties.allowSharedKeyAccess'), false),
      ...mustBe('allowBlobPublicAccess', at(it, 'properties.allowBlobPublicAccess'), false),
    ],
  ),
  everyResource('identity: containers are private', 'Microsoft.Storage/storageAccounts/blobServices/containers', (it) =>
    mustBe('publicAccess', at(it, 'properties.publicAccess'), 'None', undefined),
  ),
  everyResource('identity: Application Insights takes no key alone', 'Microsoft.Insights/components', (it) =>
    mustBe('DisableLocalAuth', at(it, 'properties.DisableLocalAuth'), true),
  ),
  everyResource('identity: the workspace takes no key', 'Microsoft.OperationalInsights/workspaces', (it) =>
    mustBe('disableLocalAuth', at(it, 'properties.features.disableLocalAuth'), true),
  ),
  everyResource('identity: SQL Server knows Entra only', 'Microsoft.Sql/servers', (it, deployment) => [
    ...mustBe('azureADOnlyAuthentication', at(it, 'properties.administrators.azureADOnlyAuthentication'), true),
    ...mustBe('administratorLogin', at(it, 'properties.administratorLogin'), undefined),
    // What the server itself says holds only while it is made.
    ...mustBe('afterwards as well', ofType(deployment, entraOnly).every(isEntraOnly), true),
    ...mustBe('azureADOnlyAuthentications', ofType(deployment, entraOnly).length, 1),
  ]),
  everyResource('identity: Key Vault goes by roles and cannot be purged', 'Microsoft.KeyVault/vaults', (it) => [
    ...mustBe('enableRbacAuthorization', at(it, 'properties.enableRbacAuthorization'), true),
    ...mustBe('enablePurgeProtection', at(it, 'properties.enablePurgeProtection'), true),
    ...mustBe('enableSoftDelete', at(it, 'properties.enableSoftDelete'), true, undefined),
    ...mustBe('softDeleteRetentionInDays', at(it, 'properties.softDeleteRetentionInDays'), 90),
  ]),
  everyResource('identity: the app has one of its own', 'Microsoft.Web/sites', (it) => [
    ...mustBe('identity', at(it, 'identity.type'), 'UserAssigned'),
    ...mustBe('its identities', Object.keys(objectAt(it, 'identity.userAssignedIdentities')).length, 1),
  ]),
  everyResource('identity: the app’s code is read with it', 'Microsoft.Web/sites', (it) =>
    mustBe(
      'authentication of the deployment storage',
      at(it, 'properties.functionAppConfig.deployment.storage.authentication.type'),
      'UserAssignedIdentity',
    ),
  ),
  rule('identity: the app’s connections use it', storageSettingProblems),
  rule('identity: no basic publishing', publishingProblems),
  everyResource('identity: the gateway has its own', 'Microsoft.ApiManagement/service', (it) =>
    mustBe('identity', at(it, 'identity.type'), 'SystemAssigned'),
  ),
  rule('identity: only the environments of the repository may log in', federationProblems),
  rule('identity: each deployment knows its own environment only', environmentProblems),
];

function objectAt(value: unknown, path: string): object {
  const found = at(value, path);
  return isObject(found) ? found : {};
}
