import type { Mutation } from './mutation.ts';

const file = 'infra/modules/storage.bicep';
const clean = 'source: no error, no warning';

/** Ways to spoil the files themselves. */
export const sourceMutations: readonly Mutation[] = [
  {
    what: 'a property that does not exist',
    file,
    find: 'allowSharedKeyAccess: false',
    replace: 'allowSharedKeyAcces: false',
    breaks: [clean, 'identity: storage takes no shared key and nobody anonymous'],
  },
  {
    what: 'a variable that nothing uses',
    file,
    find: 'var storageBlobDataOwner =',
    replace: "var unused = 'nothing'\nvar storageBlobDataOwner =",
    breaks: [clean],
  },
  {
    what: 'a key in an output',
    file,
    find: 'output name string = account.name',
    replace: 'output name string = account.listKeys().keys[0].value',
    breaks: [clean],
  },
  {
    what: 'an API version of years ago',
    file,
    find: "'Microsoft.Storage/storageAccounts@2026-09-01'",
    replace: "'Microsoft.Storage/storageAccounts@2021-09-01'",
    breaks: [clean],
  },
  {
    what: 'a line that is not indented',
    file,
    find: '    allowBlobPublicAccess: false',
    replace: 'allowBlobPublicAccess: false',
    breaks: ['source: as `bicep format` writes it'],
  },
  {
    what: 'an element that is not closed',
    file: 'infra/policies/global.xml',
    find: '<inbound />',
    replace: '<inbound>',
    breaks: ['source: policies are well-formed XML'],
  },
  {
    what: 'an ampersand that is not escaped',
    file: 'infra/policies/global.xml',
    find: '<outbound />',
    replace: '<outbound><set-variable name="x" value="@(true && true)" /></outbound>',
    breaks: ['source: policies are well-formed XML'],
  },
  {
    what: 'a policy that is not used any more',
    file: 'infra/modules/api-management-api.bicep',
    find: "sku == 'Consumption' ? '' : loadTextContent('../policies/rate-limit.xml')",
    replace: "sku == 'Consumption' ? '' : ''",
    seenIn: 'main.dev',
    breaks: ['source: every file is used'],
  },
  {
    what: 'a document without a path of the program',
    file: 'docs/api/openapi-3.0.json',
    find: '"/api/me"',
    replace: '"/api/myself"',
    breaks: ['source: the OpenAPI document is the program’s'],
  },
  {
    what: 'a document with something else beside its paths',
    file: 'docs/api/openapi-3.0.json',
    find: '"servers"',
    replace: '"hosts"',
    breaks: ['source: the OpenAPI document is the program’s'],
  },
  {
    what: 'a parameter that only azd knows of',
    file: 'infra/main.bicepparam',
    find: "readEnvironmentVariable('AUTH_ROLES_CLAIM', 'roles')",
    replace: "readEnvironmentVariable('ROLES_CLAIM', 'roles')",
    breaks: ['source: parameter files differ in their profile only'],
  },
];
