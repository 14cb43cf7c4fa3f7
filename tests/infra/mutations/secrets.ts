import type { Mutation } from './mutation.ts';

const storage = 'infra/modules/storage.bicep';
const app = 'infra/modules/function-app.bicep';

/** What a template says for the name of the group. */
const group = '${group.name}';

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
  ...[
    ['a connection string', 'AccountEndpoint=https://example.com;AccountKey=c2VjcmV0'],
    ['the key of a bus', 'Endpoint=sb://example;SharedAccessKey=c2VjcmV0'],
    ['a password', 'Server=example; Password=correct-horse'],
    ['a short password', 'Server=example;Pwd=correct-horse'],
    ['an address with a password', 'postgres://flowledger:correct-horse@example.com/flowledger'],
    ['an address with a signature', 'https://example.com/deployments?sv=2026&sig=c2VjcmV0'],
    ['the key of Application Insights', 'InstrumentationKey=00000000-0000-0000-0000-000000000000'],
  ].map(([what = '', value = '']) => ({
    what: `${what} in an output`,
    file: 'infra/main.bicep',
    find: 'output AZURE_RESOURCE_GROUP string = group.name',
    replace: `output AZURE_RESOURCE_GROUP string = '${value};${group}'`,
    breaks: ['secrets: none in an output'],
  })),
  {
    what: 'a password in a module’s output',
    file: storage,
    find: 'output name string = account.name',
    replace: "output name string = '${account.name};Password=correct-horse'",
    breaks: ['secrets: none in an output', 'secrets: no literal looks like one'],
  },
  {
    what: 'a password in a tag',
    file: 'infra/main.bicep',
    find: "application: 'flowledger' }",
    replace: "application: 'flowledger', database: 'Password=correct-horse' }",
    breaks: ['secrets: none in a tag'],
  },
];
