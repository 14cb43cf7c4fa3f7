import type { Mutation } from './mutation.ts';

const app = 'infra/modules/function-app.bicep';
const vault = 'infra/modules/key-vault.bicep';
const federation = ['identity: only the environments of the repository may log in'];
const administrator = 'identity: the administrator of SQL Server is the given one';
const ofVault = ['identity: Key Vault goes by roles and cannot be purged'];

/** Ways to fall back to keys and passwords, or to let in other identities. */
export const identityMutations: readonly Mutation[] = [
  {
    what: 'shared keys for storage',
    file: 'infra/modules/storage.bicep',
    find: 'allowSharedKeyAccess: false',
    replace: 'allowSharedKeyAccess: true',
    breaks: ['identity: storage takes no shared key and nobody anonymous'],
  },
  {
    what: 'a container that anybody may read',
    file: 'infra/modules/storage.bicep',
    find: "publicAccess: 'None'",
    replace: "publicAccess: 'Blob'",
    breaks: ['identity: containers are private'],
  },
  {
    what: 'telemetry for whoever has the key',
    file: 'infra/modules/monitoring.bicep',
    find: 'DisableLocalAuth: true',
    replace: 'DisableLocalAuth: false',
    breaks: ['identity: Application Insights takes no key alone'],
  },
  {
    what: 'the key of the workspace',
    file: 'infra/modules/monitoring.bicep',
    find: 'disableLocalAuth: true',
    replace: 'disableLocalAuth: false',
    breaks: ['identity: the workspace takes no key'],
  },
  {
    what: 'SQL logins',
    file: 'infra/modules/sql.bicep',
    find: '      azureADOnlyAuthentication: true\n      login',
    replace: '      azureADOnlyAuthentication: false\n      login',
    breaks: ['identity: SQL Server knows Entra only'],
  },
  {
    what: 'SQL logins after the first deployment',
    file: 'infra/modules/sql.bicep',
    find: 'properties: { azureADOnlyAuthentication: true }',
    replace: 'properties: { azureADOnlyAuthentication: false }',
    breaks: ['identity: SQL Server knows Entra only'],
  },
  {
    what: 'the app’s identity as administrator of the database',
    file: 'infra/main.bicep',
    find: '    administrator: sqlAdministrator\n',
    replace: `    administrator: {
      name: names.appIdentity
      objectId: identity.outputs.appClientId
      principalType: 'Application'
    }
`,
    breaks: ['source: no error, no warning', administrator],
  },
  {
    what: 'another administrator of the database, as soon as it is made',
    file: 'infra/modules/sql.bicep',
    find: `      login: administrator.name
      sid: administrator.objectId
      tenantId`,
    replace: `      login: administrator.name
      sid: tenant().tenantId
      tenantId`,
    breaks: [administrator],
  },
  {
    what: 'a vault with access policies',
    file: vault,
    find: 'enableRbacAuthorization: true',
    replace: 'enableRbacAuthorization: false\n    accessPolicies: []',
    breaks: ofVault,
  },
  {
    what: 'a vault that can be purged',
    file: vault,
    find: '    enablePurgeProtection: true\n',
    replace: '',
    breaks: ofVault,
  },
  {
    what: 'an identity of the app that others do not share',
    file: app,
    find: "type: 'UserAssigned', userAssignedIdentities",
    replace: "type: 'SystemAssigned, UserAssigned', userAssignedIdentities",
    breaks: ['identity: the app has one of its own'],
  },
  {
    what: 'code that is read with a connection string',
    file: app,
    find: "type: 'UserAssignedIdentity'",
    replace: "type: 'StorageAccountConnectionString'",
    breaks: ['identity: the app’s code is read with it'],
  },
  {
    what: 'storage of the host without an identity',
    file: app,
    find: "        { name: 'AzureWebJobsStorage__credential', value: 'managedidentity' }\n",
    replace: '',
    breaks: ['identity: the app’s connections use it'],
  },
  {
    what: 'a password for the database',
    file: app,
    find: "{ name: 'SQL_AUTHENTICATION', value: 'managed-identity' }",
    replace: "{ name: 'SQL_AUTHENTICATION', value: 'password' }",
    breaks: ['identity: the app’s connections use it', 'settings: the app can read them'],
  },
  {
    what: 'publishing with a password',
    file: app,
    find: "name: 'scm'\n    properties: { allow: false }",
    replace: "name: 'scm'\n    properties: { allow: true }",
    breaks: ['identity: no basic publishing'],
  },
  {
    what: 'no policy for FTP’s password',
    file: app,
    find: "resource ftpPassword 'basicPublishingCredentialsPolicies' = {",
    replace:
      "resource ftpPassword 'basicPublishingCredentialsPolicies' = if (networkIntegration && !privateEndpoint) {",
    breaks: ['identity: no basic publishing'],
  },
  {
    what: 'a gateway with other identities beside its own',
    file: 'infra/modules/api-management.bicep',
    find: "identity: { type: 'SystemAssigned' }",
    replace: "identity: { type: 'SystemAssigned, UserAssigned', userAssignedIdentities: {} }",
    breaks: ['identity: the gateway has its own'],
  },
  {
    what: 'a branch that may deploy past the environment’s rules',
    file: 'infra/modules/identity.bicep',
    find: "subject: 'repo:${githubRepository}:environment:${githubEnvironment}'",
    replace: "subject: 'repo:${githubRepository}:ref:refs/heads/${githubEnvironment}'",
    breaks: federation,
  },
  {
    what: 'tokens of another issuer',
    file: 'infra/modules/identity.bicep',
    find: "issuer: 'https://token.actions.githubusercontent.com'",
    replace: "issuer: 'https://token.actions.example.com'",
    breaks: federation,
  },
  {
    what: 'tokens that were made for somebody else',
    file: 'infra/modules/identity.bicep',
    find: "audiences: ['api://AzureADTokenExchange']",
    replace: "audiences: ['https://github.com/example']",
    breaks: federation,
  },
  {
    what: 'staging that may deploy to production',
    file: 'infra/profiles.bicep',
    find: "githubEnvironments: ['production']",
    replace: "githubEnvironments: ['staging', 'production']",
    seenIn: 'main.prod',
    breaks: ['identity: each deployment knows its own environment only'],
  },
];
