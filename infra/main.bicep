metadata description = 'FlowLedger on Azure: one resource group with the app, its database, the gateway and what watches them.'

targetScope = 'subscription'

import { LongTermRetention, SqlAdministrator } from 'modules/sql-types.bicep'
import { Schedules } from 'modules/function-app-types.bicep'

@description('Name of the deployment, part of the resource group’s name.')
@minLength(3)
@maxLength(20)
param environmentName string

@description('Azure region.')
param location string

@description('Version of Node.js.')
@allowed(['22', '24'])
param nodeVersion string = '24'

@description('Megabytes of memory of an instance of the app.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Most instances of the app for requests. The database must have connections for all of them.')
@minValue(40)
@maxValue(1000)
param maximumInstances int = 40

@description('Requests that one instance handles at the same time; beyond it another instance is added.')
@minValue(4)
@maxValue(500)
param httpConcurrency int = 16

@description('Instances that are kept ready for requests; 0 to scale to nothing.')
@minValue(0)
@maxValue(1000)
param alwaysReadyInstances int = 0

@description('How a new version of the app takes over.')
@allowed(['RollingUpdate', 'Recreate'])
param updateStrategy string = 'RollingUpdate'

@description('Spreads app, database and storage over availability zones; the region must have them.')
param zoneRedundant bool = false

@description('Puts database, storage and vault behind private endpoints, and the app where the gateway can reach it so; closes them to the internet.')
param privateNetwork bool = false

@description('Address space of the virtual network, a /22 that nothing connected to it uses.')
param networkAddressPrefix string = '10.40.0.0/22'

@description('Compute of the database: with _S_ serverless. Tier, hardware, cores.')
@allowed([
  'GP_S_Gen5_2'
  'GP_S_Gen5_4'
  'GP_S_Gen5_8'
  'GP_S_Gen5_16'
  'GP_Gen5_2'
  'GP_Gen5_4'
  'GP_Gen5_8'
  'GP_Gen5_16'
  'GP_Gen5_32'
  'BC_Gen5_2'
  'BC_Gen5_4'
  'BC_Gen5_8'
  'BC_Gen5_16'
  'BC_Gen5_32'
])
param sqlSku string = 'GP_S_Gen5_2'

@description('Cores that a serverless database keeps when little happens: 0.5 up to GP_S_Gen5_4, 1 for GP_S_Gen5_8, 2 for GP_S_Gen5_16.')
@allowed(['0.5', '1', '2'])
param sqlMinimumCores string = '0.5'

@description('Minutes without a session before a serverless database pauses, -1 for never. Only a stopped app lets it: timers run every minute.')
@minValue(-1)
@maxValue(10080)
param sqlAutoPauseMinutes int = -1

@description('Most gigabytes of data.')
@minValue(1)
@maxValue(1024)
param sqlMaxSizeGB int = 32

@description('Who administers the database server and makes the database users of the identities.')
param sqlAdministrator SqlAdministrator

@description('Where backups are kept: Geo and GeoZone outlive the region.')
@allowed(['Local', 'Zone', 'Geo', 'GeoZone'])
param sqlBackupRedundancy string = 'Geo'

@description('Days that one can go back to any second.')
@minValue(1)
@maxValue(35)
param sqlBackupRetentionDays int = 7

@description('Full backups kept for longer; nothing when null. A serverless database with it never pauses.')
param sqlLongTermRetention LongTermRetention?

@description('Turns on Microsoft Defender for SQL with its vulnerability assessment, at a price per server.')
param sqlDefender bool = false

@description('Issuer (iss) of the tokens that the API takes.')
param authIssuer string

@description('Audience (aud) of the tokens that the API takes.')
param authAudience string

@description('Where the issuer publishes its keys.')
param authJwksUri string

@description('OpenID configuration of the issuer; null for the usual place below it.')
param authOpenIdConfigurationUrl string?

@description('Claim that names the organisation.')
param authOrgClaim string = 'org_id'

@description('Claim that lists the roles.')
param authRolesClaim string = 'roles'

@description('Makes an organisation at the first request that names it.')
param orgAutoProvision bool = false

@description('The least level of log lines that are written.')
@allowed(['debug', 'info', 'warn', 'error'])
param logLevel string = 'info'

@description('When the jobs run: NCRONTAB in UTC, or a time span.')
param schedules Schedules = { outbox: '0 * * * * *', sla: '30 * * * * *', retention: '0 17 * * * *' }

@description('Tier of API Management. StandardV2 and PremiumV2 reach an app that is private.')
@allowed(['Consumption', 'Developer', 'BasicV2', 'StandardV2', 'PremiumV2'])
param gatewaySku string = 'Consumption'

@description('Client id of a Microsoft Entra application (tokens of version 2) that the gateway proves itself for; empty for the token exchange.')
param gatewayAudience string = ''

@description('Who publishes the API, as API Management shows it.')
param publisherName string

@description('Address that API Management writes to.')
param publisherEmail string

@description('Origins of web pages that may call the API; none by default.')
param allowedOrigins string[] = []

@description('Addresses that get alerts; none by default.')
param alertEmails string[] = []

@description('Budget of a month in the currency of the bill, 0 for none.')
@minValue(0)
param monthlyBudget int = 0

@description('First day of the budget: the first of a month, as yyyy-MM-dd. It must stay as it is once the budget is made.')
param budgetStartDate string = '2027-01-01'

@description('GitHub repository as owner/name whose workflows may deploy; empty for none.')
param githubRepository string = ''

@description('GitHub environments whose jobs may deploy.')
param githubEnvironments string[] = []

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

@description('Gigabytes of logs taken in a day at most, -1 for no limit.')
@minValue(-1)
param logDailyCapGB int = 10

var tags = { 'azd-env-name': environmentName, application: 'flowledger' }
var resourceToken = uniqueString(subscription().id, environmentName, location)
var names = {
  resourceGroup: 'rg-flowledger-${environmentName}'
  appIdentity: 'id-flowledger-app-${resourceToken}'
  migrationIdentity: 'id-flowledger-migration-${resourceToken}'
  network: 'vnet-${resourceToken}'
  workspace: 'log-${resourceToken}'
  applicationInsights: 'appi-${resourceToken}'
  storage: 'st${resourceToken}'
  keyVault: 'kv-${resourceToken}'
  sqlServer: 'sql-${resourceToken}'
  plan: 'plan-${resourceToken}'
  functionApp: 'func-${resourceToken}'
  gateway: 'apim-${resourceToken}'
  budget: 'budget-${resourceToken}'
}

// The app closes its public door only where the gateway has another way in.
var appIsPrivate = privateNetwork && contains(['StandardV2', 'PremiumV2'], gatewaySku)

// Every process has a pool of its own: up to maximumInstances for requests, and one for each of the three timers, which scale apart.
// Azure SQL runs as many statements at once as it has workers: 75 a core when serverless, 100 otherwise. A tenth stays for
// migrations, operators and Azure itself; the rest is shared out, so that no statement is refused however far the app grows.
// More than httpConcurrency connections would lie idle.
var sqlWorkers = int(last(split(sqlSku, '_'))) * (contains(sqlSku, '_S_') ? 75 : 100)
var connectionsEach = sqlWorkers * 9 / 10 / (maximumInstances + 3)
var poolMax = connectionsEach < 2
  ? fail('${sqlSku} has too few workers (${sqlWorkers}) for ${maximumInstances} instances: each would get fewer than 2 connections')
  : min(connectionsEach, httpConcurrency)

// The gateway asks for a token for `resource`; what it gets names `audience`. Microsoft’s token exchange is there in every tenant, is asked
// for by its name and answers with its id; its tokens open nothing by themselves, so that the proof is worth nothing elsewhere.
var gatewayToken = empty(gatewayAudience)
  ? { resource: 'api://AzureADTokenExchange', audience: 'fb60f99c-7a34-4190-8149-302f77469936' }
  : { resource: gatewayAudience, audience: gatewayAudience }
var entra = '${environment().authentication.loginEndpoint}${tenant().tenantId}'

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: names.resourceGroup
  location: location
  tags: tags
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    workspaceName: names.workspace
    applicationInsightsName: names.applicationInsights
    retentionDays: logRetentionDays
    dailyCapGB: logDailyCapGB
  }
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    appIdentityName: names.appIdentity
    migrationIdentityName: names.migrationIdentity
    githubRepository: githubRepository
    githubEnvironments: githubEnvironments
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  scope: group
  params: {
    location: location
    tags: tags
    networkName: names.network
    addressPrefix: networkAddressPrefix
    workspaceId: monitoring.outputs.workspaceId
  }
}

module appTelemetry 'modules/metrics-publisher.bicep' = {
  scope: group
  params: {
    applicationInsightsName: names.applicationInsights
    identityName: names.appIdentity
    principalId: identity.outputs.appPrincipalId
  }
  dependsOn: [monitoring]
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: names.storage
    zoneRedundant: zoneRedundant
    privateNetwork: privateNetwork
    endpointsSubnetId: network.?outputs.endpointsSubnetId
    blobZoneId: network.?outputs.zoneIds.blob
    appIdentityName: names.appIdentity
    appPrincipalId: identity.outputs.appPrincipalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module keyVault 'modules/key-vault.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: names.keyVault
    privateNetwork: privateNetwork
    endpointsSubnetId: network.?outputs.endpointsSubnetId
    vaultZoneId: network.?outputs.zoneIds.vault
    appIdentityName: names.appIdentity
    appPrincipalId: identity.outputs.appPrincipalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module sql 'modules/sql.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    serverName: names.sqlServer
    administrator: sqlAdministrator
    sku: sqlSku
    minimumCores: sqlMinimumCores
    autoPauseMinutes: sqlAutoPauseMinutes
    maxSizeGB: sqlMaxSizeGB
    zoneRedundant: zoneRedundant
    backupRedundancy: sqlBackupRedundancy
    backupRetentionDays: sqlBackupRetentionDays
    longTermRetention: sqlLongTermRetention
    defender: sqlDefender
    privateNetwork: privateNetwork
    endpointsSubnetId: network.?outputs.endpointsSubnetId
    sqlZoneId: network.?outputs.zoneIds.sql
    workspaceId: monitoring.outputs.workspaceId
  }
}

module gateway 'modules/api-management.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: names.gateway
    sku: gatewaySku
    publisherName: publisherName
    publisherEmail: publisherEmail
    // Known before the app is: it needs the gateway's identity.
    functionAppHostName: '${names.functionApp}.azurewebsites.net'
    authIssuer: authIssuer
    authAudience: authAudience
    authOrgClaim: authOrgClaim
    openIdConfigurationUrl: authOpenIdConfigurationUrl
    allowedOrigins: allowedOrigins
    workspaceId: monitoring.outputs.workspaceId
    applicationInsightsName: names.applicationInsights
    subnetId: appIsPrivate ? network.?outputs.gatewaySubnetId ?? '' : ''
    backendAudience: gatewayToken.resource
  }
}

module functionApp 'modules/function-app.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    planName: names.plan
    name: names.functionApp
    nodeVersion: nodeVersion
    scale: {
      instanceMemoryMB: instanceMemoryMB
      maximumInstances: maximumInstances
      httpConcurrency: httpConcurrency
      alwaysReadyInstances: alwaysReadyInstances
      zoneRedundant: zoneRedundant
    }
    updateStrategy: updateStrategy
    appIdentityName: names.appIdentity
    appClientId: identity.outputs.appClientId
    storageAccountName: storage.outputs.name
    deploymentContainerUrl: storage.outputs.deploymentContainerUrl
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    database: { server: sql.outputs.serverHostName, name: sql.outputs.databaseName, poolMax: poolMax }
    callerTokens: {
      issuer: authIssuer
      audience: authAudience
      jwksUri: authJwksUri
      orgClaim: authOrgClaim
      rolesClaim: authRolesClaim
    }
    gateway: {
      principalId: gateway.outputs.principalId
      issuer: '${entra}/v2.0'
      audience: gatewayToken.audience
      jwksUri: '${entra}/discovery/v2.0/keys'
      url: gateway.outputs.gatewayUrl
    }
    schedules: schedules
    orgAutoProvision: orgAutoProvision
    logLevel: logLevel
    networkIntegration: privateNetwork
    privateEndpoint: appIsPrivate
    appSubnetId: network.?outputs.appSubnetId
    endpointsSubnetId: network.?outputs.endpointsSubnetId
    sitesZoneId: network.?outputs.zoneIds.sites
    deployerMayPublish: !empty(githubRepository)
    migrationIdentityName: names.migrationIdentity
    migrationPrincipalId: identity.outputs.migrationPrincipalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module deployerView 'modules/group-reader.bicep' = if (!empty(githubRepository)) {
  scope: group
  params: {
    identityName: names.migrationIdentity
    principalId: identity.outputs.migrationPrincipalId
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    namePrefix: 'flowledger-${environmentName}'
    emails: alertEmails
    applicationInsightsId: monitoring.outputs.applicationInsightsId
    sqlDatabaseId: sql.outputs.databaseId
  }
}

module budget 'modules/budget.bicep' = if (monthlyBudget > 0) {
  scope: group
  params: {
    name: names.budget
    amount: monthlyBudget
    startDate: budgetStartDate
    emails: alertEmails
  }
}

@description('Tenant of the identities.')
output AZURE_TENANT_ID string = tenant().tenantId

@description('Resource group of everything.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Name of the function app.')
output AZURE_FUNCTION_APP_NAME string = functionApp.outputs.name

@description('Host name of the function app, behind the gateway.')
output AZURE_FUNCTION_APP_HOST_NAME string = functionApp.outputs.hostName

@description('Public address of the API.')
output AZURE_GATEWAY_URL string = gateway.outputs.gatewayUrl

@description('Host name of the database server.')
output AZURE_SQL_SERVER_HOST_NAME string = sql.outputs.serverHostName

@description('Name of the database.')
output AZURE_SQL_DATABASE_NAME string = sql.outputs.databaseName

@description('Name of the application’s identity and database user.')
output AZURE_APP_IDENTITY_NAME string = names.appIdentity

@description('Client id of the application’s identity.')
output AZURE_APP_IDENTITY_CLIENT_ID string = identity.outputs.appClientId

@description('Name of the migration’s identity and database user.')
output AZURE_MIGRATION_IDENTITY_NAME string = names.migrationIdentity

@description('Client id of the migration’s identity.')
output AZURE_MIGRATION_IDENTITY_CLIENT_ID string = identity.outputs.migrationClientId

@description('Name of the vault for secrets that customers hand over.')
output AZURE_KEY_VAULT_NAME string = keyVault.outputs.name
