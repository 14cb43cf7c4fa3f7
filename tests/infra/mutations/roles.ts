import type { Mutation } from './mutation.ts';

const only = 'roles: only what the list allows';
const given = 'roles: everything that the list allows is given';

/** Ways to give more than is needed, or less. */
export const roleMutations: readonly Mutation[] = [
  {
    what: 'a role that says more',
    file: 'infra/modules/key-vault.bicep',
    find: "'4633458b-17de-408a-b874-0445c86b69e6'",
    replace: "'00482a5a-887f-4fb3-b363-3b7fe8e74483'",
    breaks: [only, given],
  },
  {
    what: 'the owner of the resource group',
    file: 'infra/modules/group-reader.bicep',
    find: "'acdd72a7-3385-48ef-bd42-f606fba81ae7'",
    replace: "'8e3af657-a8ff-443c-a75c-2fe8c4bcb635'",
    breaks: [only, given],
  },
  {
    what: 'a role on all of the resource group',
    file: 'infra/modules/storage.bicep',
    find: '  name: guid(account.id, appIdentityName, storageBlobDataOwner)\n  scope: account\n',
    replace: '  name: guid(account.id, appIdentityName, storageBlobDataOwner)\n',
    breaks: [only, given],
  },
  {
    what: 'a role more',
    file: 'infra/modules/monitoring.bicep',
    find: "@description('Resource id of the workspace.')",
    replace: `resource extra 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(workspace.id, 'extra')
  scope: workspace
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')
    principalId: '00000000-0000-0000-0000-00000000000d'
    principalType: 'User'
  }
}

@description('Resource id of the workspace.')`,
    breaks: ['source: as `bicep format` writes it', only],
  },
  {
    what: 'the roles of the app for the migration',
    file: 'infra/main.bicep',
    find: `    vaultZoneId: network.?outputs.zoneIds.vault
    appIdentityName: names.appIdentity
    appPrincipalId: identity.outputs.appPrincipalId`,
    replace: `    vaultZoneId: network.?outputs.zoneIds.vault
    appIdentityName: names.migrationIdentity
    appPrincipalId: identity.outputs.migrationPrincipalId`,
    breaks: [only, given],
  },
  {
    what: 'a role less',
    file: 'infra/main.bicep',
    find: "module deployerView 'modules/group-reader.bicep' = if (!empty(githubRepository)) {",
    replace: "module deployerView 'modules/group-reader.bicep' = if (empty(githubRepository)) {",
    breaks: [given],
  },
  {
    what: 'a deployer without a repository',
    file: 'infra/main.bicep',
    find: "module deployerView 'modules/group-reader.bicep' = if (!empty(githubRepository)) {",
    replace: "module deployerView 'modules/group-reader.bicep' = if (empty(githubRepository)) {",
    seenIn: 'classic',
    breaks: [only],
  },
  {
    what: 'a principal of an unknown kind',
    file: 'infra/modules/metrics-publisher.bicep',
    find: "    principalType: 'ServicePrincipal'\n",
    replace: '',
    breaks: ['roles: the kind of principal is said'],
  },
];
