metadata description = 'Storage account of the Functions host (leases and state of timers, keys) and of the package. It holds no data of customers.'

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the account.')
@minLength(3)
@maxLength(24)
param name string

@description('Container of the deployed package.')
param deploymentContainerName string = 'deployments'

@description('Keeps a copy in every availability zone.')
param zoneRedundant bool

@description('Closes the public endpoint and opens a private one.')
param privateNetwork bool

@description('Subnet of the private endpoint; used with a private network only.')
param endpointsSubnetId string?

@description('Private DNS zone of the blob endpoint; used with a private network only.')
param blobZoneId string?

@description('Name of the application’s identity, which reads the package and keeps the host’s state.')
param appIdentityName string

@description('Object id of the application’s identity.')
param appPrincipalId string

@description('Log Analytics workspace for diagnostics.')
param workspaceId string

var storageBlobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'

resource account 'Microsoft.Storage/storageAccounts@2026-09-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS' }
  properties: {
    accessTier: 'Hot'
    supportsHttpsTrafficOnly: true
    minimumTlsVersion: 'TLS1_2'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowCrossTenantReplication: false
    isLocalUserEnabled: false
    isSftpEnabled: false
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkAcls: {
      // Without a network of its own the app has no address that a rule could name; a Microsoft Entra token is asked for in any case.
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
      bypass: 'None'
    }
    encryption: {
      keySource: 'Microsoft.Storage'
      requireInfrastructureEncryption: true
      services: {
        blob: { enabled: true, keyType: 'Account' }
        file: { enabled: true, keyType: 'Account' }
      }
    }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: 7 }
      containerDeleteRetentionPolicy: { enabled: true, days: 7 }
    }

    resource deployments 'containers' = {
      name: deploymentContainerName
      properties: { publicAccess: 'None' }
    }
  }
}

// Owner, not contributor: the Functions host asks for it (leases of timers, keys). Timers need neither queues nor tables.
resource appAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, appIdentityName, storageBlobDataOwner)
  scope: account
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataOwner)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

module endpoint 'private-endpoint.bicep' = if (privateNetwork) {
  params: {
    location: location
    tags: tags
    name: 'pe-${name}-blob'
    targetId: account.id
    groupId: 'blob'
    subnetId: endpointsSubnetId ?? ''
    zoneId: blobZoneId ?? ''
  }
}

#disable-next-line use-recent-api-versions // The stable 2016-09-01 has no category groups.
resource accountDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: account
  properties: {
    workspaceId: workspaceId
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

#disable-next-line use-recent-api-versions // The stable 2016-09-01 has no category groups.
resource blobDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: account::blobs
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

@description('Name of the account.')
output name string = account.name

@description('Address of the container of the deployed package.')
output deploymentContainerUrl string = '${account.properties.primaryEndpoints.blob}${account::blobs::deployments.name}'
