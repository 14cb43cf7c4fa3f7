metadata description = 'The identities that act for FlowLedger: the application, and the deployment that migrates the database and publishes code.'

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the application’s identity, and of its database user.')
param appIdentityName string

@description('Name of the migration’s identity, and of its database user.')
param migrationIdentityName string

@description('GitHub repository as owner/name whose workflows may act as the migration’s identity; empty for none.')
param githubRepository string = ''

@description('GitHub environments whose jobs may do so. Keep those of another deployment out: each is a door to this one.')
param githubEnvironments string[] = []

resource app 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: appIdentityName
  location: location
  tags: tags
}

resource migration 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: migrationIdentityName
  location: location
  tags: tags
}

// One at a time: Microsoft Entra refuses concurrent writes to the credentials of one identity.
@batchSize(1)
resource federation 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = [
  for githubEnvironment in (empty(githubRepository) ? [] : githubEnvironments): {
    parent: migration
    name: 'github-${githubEnvironment}'
    properties: {
      issuer: 'https://token.actions.githubusercontent.com'
      // Only a job that the environment's rules have let in gets this subject.
      subject: 'repo:${githubRepository}:environment:${githubEnvironment}'
      audiences: ['api://AzureADTokenExchange']
    }
  }
]

@description('Client id of the application’s identity.')
output appClientId string = app.properties.clientId

@description('Object id of the application’s identity.')
output appPrincipalId string = app.properties.principalId

@description('Client id of the migration’s identity.')
output migrationClientId string = migration.properties.clientId

@description('Object id of the migration’s identity.')
output migrationPrincipalId string = migration.properties.principalId
