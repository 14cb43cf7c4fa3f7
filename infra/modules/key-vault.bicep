metadata description = 'Key Vault for secrets that customers hand over. The deployment has none: its connections are made with identities.'

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the vault.')
@minLength(3)
@maxLength(24)
param name string

@description('Closes the public endpoint and opens a private one.')
param privateNetwork bool

@description('Subnet of the private endpoint; used with a private network only.')
param endpointsSubnetId string?

@description('Private DNS zone of the vault’s endpoint; used with a private network only.')
param vaultZoneId string?

@description('Name of the application’s identity, which reads secrets.')
param appIdentityName string

@description('Object id of the application’s identity.')
param appPrincipalId string

@description('Log Analytics workspace for diagnostics.')
param workspaceId string

var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    enabledForDeployment: false
    enabledForDiskEncryption: false
    enabledForTemplateDeployment: false
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkAcls: {
      // Without a network of its own the app has no address that a rule could name; a Microsoft Entra token is asked for in any case.
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
      bypass: 'None'
    }
  }
}

resource appAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, appIdentityName, keyVaultSecretsUser)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

module endpoint 'private-endpoint.bicep' = if (privateNetwork) {
  params: {
    location: location
    tags: tags
    name: 'pe-${name}'
    targetId: vault.id
    groupId: 'vault'
    subnetId: endpointsSubnetId ?? ''
    zoneId: vaultZoneId ?? ''
  }
}

#disable-next-line use-recent-api-versions // The stable 2016-09-01 has no category groups.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Name of the vault.')
output name string = vault.name
