metadata description = 'The function app on Flex Consumption: no key, no password, code and settings by identity.'

import { CallerTokens, Database, Gateway, Scale, Schedules } from 'function-app-types.bicep'

@description('Azure region.')
param location string

@description('Tags of every resource; the app has one more, by which azd finds it.')
param tags { *: string }

@description('Name of the plan.')
param planName string

@description('Name of the app.')
param name string

@description('Version of Node.js.')
@allowed(['22', '24'])
param nodeVersion string

@description('How the app grows.')
param scale Scale

@description('How a new version takes over: RollingUpdate lets what runs end and replaces instances in batches, Recreate stops them all.')
@allowed(['RollingUpdate', 'Recreate'])
param updateStrategy string

@description('Name of the application’s identity.')
param appIdentityName string

@description('Client id of the application’s identity.')
param appClientId string

@description('Storage account of the Functions host.')
param storageAccountName string

@description('Container that the code is deployed to, as a URL.')
param deploymentContainerUrl string

@description('Connection string of Application Insights; with local authentication off it opens nothing by itself.')
param applicationInsightsConnectionString string

@description('Where the database is.')
param database Database

@description('Whose tokens the API takes.')
param callerTokens CallerTokens

@description('How the app knows the gateway.')
param gateway Gateway

@description('When the jobs run.')
param schedules Schedules

@description('Makes an organisation at the first request that names it.')
param orgAutoProvision bool

@description('The least level of log lines that are written.')
@allowed(['debug', 'info', 'warn', 'error'])
param logLevel string

@description('Sends all that the app sends through the virtual network.')
param networkIntegration bool

@description('Closes the public endpoints of app and deployment and opens a private one.')
param privateEndpoint bool

@description('Subnet of the app; used with network integration only.')
param appSubnetId string?

@description('Subnet of the private endpoint; used with it only.')
param endpointsSubnetId string?

@description('Private DNS zone of the app’s endpoint; used with it only.')
param sitesZoneId string?

@description('Lets the migration’s identity publish code.')
param deployerMayPublish bool

@description('Name of the migration’s identity.')
param migrationIdentityName string

@description('Object id of the migration’s identity.')
param migrationPrincipalId string

@description('Log Analytics workspace for diagnostics.')
param workspaceId string

var websiteContributor = 'de139f84-1756-47ae-9be6-808fbbe84772'

// The platform asks for two at least where zones are used.
var alwaysReady = scale.zoneRedundant ? max(2, scale.alwaysReadyInstances) : scale.alwaysReadyInstances

resource appIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: appIdentityName
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true, zoneRedundant: scale.zoneRedundant }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: { ...tags, 'azd-service-name': 'api' }
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${appIdentity.id}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: appIdentity.id
    publicNetworkAccess: privateEndpoint ? 'Disabled' : 'Enabled'
    virtualNetworkSubnetId: networkIntegration ? appSubnetId : null
    functionAppConfig: {
      runtime: { name: 'node', version: nodeVersion }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: deploymentContainerUrl
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: appIdentity.id }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: scale.instanceMemoryMB
        maximumInstanceCount: scale.maximumInstances
        triggers: { http: { perInstanceConcurrency: scale.httpConcurrency } }
        alwaysReady: alwaysReady == 0 ? [] : [{ name: 'http', instanceCount: alwaysReady }]
      }
      #disable-next-line BCP037 // Documented and taken by the service; the type catalogue does not have it yet.
      siteUpdateStrategy: { type: updateStrategy }
    }
    siteConfig: {
      // Not 1.3: not every tier of API Management speaks it to its backend.
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      remoteDebuggingEnabled: false
      // Open to every address where the app is public: the gateway's token, not its address, tells who may call.
      ipSecurityRestrictionsDefaultAction: 'Allow'
      scmIpSecurityRestrictionsDefaultAction: 'Allow'
      // No health check path: the platform has none on this plan and replaces instances by itself.
      appSettings: [
        { name: 'AzureWebJobsStorage__accountName', value: storageAccountName }
        { name: 'AzureWebJobsStorage__credential', value: 'managedidentity' }
        { name: 'AzureWebJobsStorage__clientId', value: appClientId }
        { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: applicationInsightsConnectionString }
        { name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING', value: 'Authorization=AAD;ClientId=${appClientId}' }
        { name: 'AZURE_CLIENT_ID', value: appClientId }
        { name: 'SQL_SERVER', value: database.server }
        { name: 'SQL_DATABASE', value: database.name }
        { name: 'SQL_AUTHENTICATION', value: 'managed-identity' }
        { name: 'DB_POOL_MAX', value: string(database.poolMax) }
        { name: 'AUTH_ISSUER', value: callerTokens.issuer }
        { name: 'AUTH_AUDIENCE', value: callerTokens.audience }
        { name: 'AUTH_JWKS_URI', value: callerTokens.jwksUri }
        { name: 'AUTH_ORG_CLAIM', value: callerTokens.orgClaim }
        { name: 'AUTH_ROLES_CLAIM', value: callerTokens.rolesClaim }
        { name: 'GATEWAY_PRINCIPAL_ID', value: gateway.principalId }
        { name: 'GATEWAY_ISSUER', value: gateway.issuer }
        { name: 'GATEWAY_AUDIENCE', value: gateway.audience }
        { name: 'GATEWAY_JWKS_URI', value: gateway.jwksUri }
        { name: 'PUBLIC_URL', value: gateway.url }
        { name: 'ORG_AUTO_PROVISION', value: orgAutoProvision ? 'true' : 'false' }
        { name: 'HTTP_STREAMING', value: 'true' }
        { name: 'LOG_LEVEL', value: logLevel }
        { name: 'OUTBOX_SCHEDULE', value: schedules.outbox }
        { name: 'SLA_SCHEDULE', value: schedules.sla }
        { name: 'RETENTION_SCHEDULE', value: schedules.retention }
      ]
    }
  }

  // Deployment and FTP take Microsoft Entra tokens only, no publishing password.
  resource scmPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource ftpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }
}

resource publishAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (deployerMayPublish) {
  name: guid(app.id, migrationIdentityName, websiteContributor)
  scope: app
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', websiteContributor)
    principalId: migrationPrincipalId
    principalType: 'ServicePrincipal'
  }
}

module endpoint 'private-endpoint.bicep' = if (privateEndpoint) {
  params: {
    location: location
    tags: tags
    name: 'pe-${name}'
    targetId: app.id
    groupId: 'sites'
    subnetId: endpointsSubnetId ?? ''
    zoneId: sitesZoneId ?? ''
  }
}

// Metrics only: the host sends the logs to Application Insights, in the same workspace.
#disable-next-line use-recent-api-versions // The stable 2016-09-01 has no such metrics of sites.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: app
  properties: {
    workspaceId: workspaceId
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Resource id of the app.')
output id string = app.id

@description('Name of the app.')
output name string = app.name

@description('Host name of the app, behind the gateway.')
output hostName string = app.properties.defaultHostName
