import { at, isObject, listAt, ofType, textAt, type Deployment } from '../deployment.ts';
import { appSettings } from '../app-settings.ts';
import { everyResource, mustBe, rule, unless, type Rule } from '../rule.ts';

function storageSettingProblems(deployment: Deployment): readonly string[] {
  const settings = appSettings(deployment);
  return [
    ...mustBe('AzureWebJobsStorage', settings.get('AzureWebJobsStorage'), undefined),
    ...mustBe('AzureWebJobsStorage__credential', settings.get('AzureWebJobsStorage__credential'), 'managedidentity'),
    ...['AzureWebJobsStorage__accountName', 'AzureWebJobsStorage__clientId'].flatMap((it) =>
      unless(settings.has(it), `${it} is not set: the host does not find its storage by identity`),
    ),
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

/** What the server itself says of logins holds only while it is made; this child resource says it afterwards. */
function laterLoginProblems(deployment: Deployment): readonly string[] {
  const found = ofType(deployment, entraOnly);
  const open = found.filter((it) => at(it, 'properties.azureADOnlyAuthentication') !== true);
  return [
    ...unless(
      found.length === 1,
      `there are ${found.length} ${entraOnly}, not the one that keeps SQL logins out later`,
    ),
    ...open.map(
      (it) => `${entraOnly} ${it.name} lets SQL logins in again: azureADOnlyAuthentication must be true there`,
    ),
  ];
}

/** Whoever administers the server may do everything in every database: that is the given group or person, and no identity of the app. */
function administratorProblems(deployment: Deployment): readonly string[] {
  const { sqlAdministrator: given } = deployment.parameters;
  const ofServers = ofType(deployment, 'Microsoft.Sql/servers').map(
    (it) => [`${it.type} ${it.name}`, at(it, 'properties.administrators'), ['login', 'sid', 'principalType']] as const,
  );
  // The same once more, as it holds after the server is made; it knows no kind of principal.
  const children = ofType(deployment, 'Microsoft.Sql/servers/administrators').map(
    (it) => [`${it.type} ${it.name}`, at(it, 'properties'), ['login', 'sid']] as const,
  );
  const wanted = { login: 'name', sid: 'objectId', principalType: 'principalType' } as const;
  return [
    ...unless(children.length === 1, `there are ${children.length} Microsoft.Sql/servers/administrators, not one`),
    ...[...ofServers, ...children].flatMap(([where, administrator, parts]) =>
      parts.flatMap((part) => {
        const [is, must] = [at(administrator, part), at(given, wanted[part])];
        const said = `${where}: the administrator’s ${part} is ${JSON.stringify(is)}`;
        return unless(is === must, `${said}, not ${JSON.stringify(must)} of the parameter sqlAdministrator`);
      }),
    ),
  ];
}

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
    ...laterLoginProblems(deployment),
  ]),
  rule('identity: the administrator of SQL Server is the given one', administratorProblems),
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
