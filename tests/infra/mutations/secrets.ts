import type { Mutation } from './mutation.ts';

const storage = 'infra/modules/storage.bicep';
const app = 'infra/modules/function-app.bicep';

/** Ways to let a secret out. */
export const secretMutations: readonly Mutation[] = [
  {
    what: 'a key in an output, with the linter told to be silent',
    file: storage,
    find: 'output name string = account.name',
    replace:
      '#disable-next-line outputs-should-not-contain-secrets\noutput name string = account.listKeys().keys[0].value',
    breaks: ['secrets: none in an output', 'secrets: no key is read'],
  },
  {
    what: 'the connection string in an output of the deployment',
    file: 'infra/main.bicep',
    find: 'output AZURE_RESOURCE_GROUP string = group.name',
    replace: 'output AZURE_RESOURCE_GROUP string = monitoring.outputs.connectionString',
    breaks: ['secrets: none in an output'],
  },
  {
    what: 'a key in a setting',
    file: 'infra/modules/monitoring.bicep',
    find: 'output connectionString string = applicationInsights.properties.ConnectionString',
    replace:
      '#disable-next-line outputs-should-not-contain-secrets\noutput connectionString string = workspace.listKeys().primarySharedKey',
    breaks: [
      'secrets: none in an output',
      'secrets: no key is read',
      'secrets: secret settings are references',
      'settings: the app can read them',
    ],
  },
  {
    what: 'a password as a literal',
    file: app,
    find: "{ name: 'LOG_LEVEL', value: logLevel }",
    replace: "{ name: 'LOG_LEVEL', value: logLevel }\n        { name: 'SQL_PASSWORD', value: 'correct-horse-battery' }",
    breaks: [
      'secrets: secret settings are references',
      'identity: the app’s connections use it',
      'settings: each is set or left to its default on purpose',
    ],
  },
  {
    what: 'the key of the storage account as a literal',
    file: app,
    find: "{ name: 'AzureWebJobsStorage__accountName', value: storageAccountName }",
    replace: "{ name: 'AzureWebJobsStorage__accountName', value: '${storageAccountName};AccountKey=c2VjcmV0' }",
    breaks: ['secrets: no literal looks like one'],
  },
];
