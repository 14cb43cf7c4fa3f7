metadata description = 'API Management: the public door of the API. It proves itself to the app with its own identity.'

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the service; its address is <name>.azure-api.net.')
param name string

@description('Tier. Consumption has no rate limit by key, no circuit breaker and no request logs in Azure Monitor; Developer has no SLA.')
@allowed(['Consumption', 'Developer', 'BasicV2', 'StandardV2', 'PremiumV2'])
param sku string

@description('Units of the tier; the Consumption tier has none, the Developer tier one.')
@minValue(1)
@maxValue(10)
param units int = 1

@description('Who publishes the API.')
param publisherName string

@description('Address that Azure writes to about the service.')
param publisherEmail string

@description('Host name of the function app. The app itself need not exist yet.')
param functionAppHostName string

@description('Issuer of the callers\' tokens.')
param authIssuer string

@description('Audience of the callers\' tokens.')
param authAudience string

@description('Claim that names the organisation: what it holds is what calls are counted by.')
param authOrgClaim string = 'org_id'

@description('Where the issuer describes itself (OpenID Connect discovery). The gateway cannot take the address of the keys alone.')
param openIdConfigurationUrl string = replace(
  '${authIssuer}/.well-known/openid-configuration',
  '//.well-known',
  '/.well-known'
)

@description('Audience (an application id URI or client id in Microsoft Entra) of the token by which the gateway proves itself to the app.')
param backendAudience string

@description('Origins of web pages that may call the API, scheme and host without a path; none: no CORS.')
param allowedOrigins string[] = []

@description('Calls of one organisation in a minute over all of the gateway. The app has a limit of its own for each process.')
@minValue(1)
param organisationCallsPerMinute int = 30000

@description('Calls of any kind from one address in a minute, counted before the token is looked at. Generous: many people, and whole organisations, may share an address.')
@minValue(1)
param anyCallsPerMinute int = 60000

@description('Calls without a token from one address in a minute: documentation, health, pages of problems.')
@minValue(1)
param addressCallsPerMinute int = 600

@description('Percentage of calls written to Application Insights; those that fail always are.')
@minValue(0)
@maxValue(100)
param sampledPercent int = 100

@description('Resource id of the Log Analytics workspace.')
param workspaceId string

@description('Name of the Application Insights component in this resource group.')
param applicationInsightsName string

@description('Subnet that calls to the app leave from (StandardV2 and PremiumV2), delegated to Microsoft.Web/serverFarms; empty: over the internet.')
param subnetId string = ''

var isV2 = endsWith(sku, 'V2')
var joinsNetwork = !empty(subnetId) && contains(['StandardV2', 'PremiumV2'], sku)

// Of the classic tiers only: v2 takes nothing below TLS 1.2 and knows no choice of ciphers. What is left is TLS 1.2 with forward secrecy
// and GCM.
var gateway = 'Microsoft.WindowsAzure.ApiManagement.Gateway'
var oldProtocols = {
  '${gateway}.Security.Protocols.Tls10': 'False'
  '${gateway}.Security.Protocols.Tls11': 'False'
  '${gateway}.Security.Backend.Protocols.Ssl30': 'False'
  '${gateway}.Security.Backend.Protocols.Tls10': 'False'
  '${gateway}.Security.Backend.Protocols.Tls11': 'False'
}
var oldCiphers = {
  '${gateway}.Security.Protocols.Ssl30': 'False'
  '${gateway}.Security.Ciphers.TripleDes168': 'False'
  '${gateway}.Security.Ciphers.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA': 'False'
  '${gateway}.Security.Ciphers.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA': 'False'
  '${gateway}.Security.Ciphers.TLS_RSA_WITH_AES_128_CBC_SHA': 'False'
  '${gateway}.Security.Ciphers.TLS_RSA_WITH_AES_256_CBC_SHA': 'False'
  '${gateway}.Security.Ciphers.TLS_RSA_WITH_AES_128_CBC_SHA256': 'False'
  '${gateway}.Security.Ciphers.TLS_RSA_WITH_AES_256_CBC_SHA256': 'False'
  '${gateway}.Security.Ciphers.TLS_RSA_WITH_AES_128_GCM_SHA256': 'False'
  '${gateway}.Protocols.Server.Http2': 'True'
}

resource service 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku, capacity: sku == 'Consumption' ? 0 : units }
  identity: { type: 'SystemAssigned' }
  properties: {
    publisherName: publisherName
    publisherEmail: publisherEmail
    // The public door: an instance cannot even be made without it.
    publicNetworkAccess: 'Enabled'
    developerPortalStatus: sku == 'Consumption' ? null : 'Disabled'
    legacyPortalStatus: sku == 'Developer' ? 'Disabled' : null
    apiVersionConstraint: { minApiVersion: '2021-08-01' }
    customProperties: isV2 ? null : sku == 'Consumption' ? oldProtocols : union(oldProtocols, oldCiphers)
    virtualNetworkType: joinsNetwork ? 'External' : 'None'
    virtualNetworkConfiguration: joinsNetwork ? { subnetResourceId: subnetId } : null
  }
}

resource globalPolicy 'Microsoft.ApiManagement/service/policies@2024-05-01' = {
  parent: service
  name: 'policy'
  properties: { format: 'xml', value: loadTextContent('../policies/global.xml') }
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

var metricsPublisher = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  '3913510d-42f4-4e42-8a64-420c390055eb'
)

resource mayPublish 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(applicationInsights.id, service.id, metricsPublisher)
  scope: applicationInsights
  properties: {
    roleDefinitionId: metricsPublisher
    principalId: service.identity.principalId
    principalType: 'ServicePrincipal'
    description: 'The gateway writes its telemetry.'
  }
}

resource logger 'Microsoft.ApiManagement/service/loggers@2024-05-01' = {
  parent: service
  name: 'applicationinsights'
  properties: {
    loggerType: 'applicationInsights'
    resourceId: applicationInsights.id
    credentials: {
      connectionString: applicationInsights.properties.ConnectionString
      identityClientId: 'SystemAssigned'
    }
    isBuffered: true
  }
  dependsOn: [mayPublish]
}

module api 'api-management-api.bicep' = {
  params: {
    serviceName: service.name
    sku: sku
    functionAppHostName: functionAppHostName
    loggerId: logger.id
    sampledPercent: sampledPercent
    allowedOrigins: allowedOrigins
    policyValues: {
      issuer: authIssuer
      audience: authAudience
      'openid-configuration-url': openIdConfigurationUrl
      'organisation-claim': authOrgClaim
      'organisation-calls-per-minute': string(organisationCallsPerMinute)
      'any-calls-per-minute': string(anyCallsPerMinute)
      'address-calls-per-minute': string(addressCallsPerMinute)
      'backend-audience': backendAudience
    }
  }
}

// The logs of Azure Monitor hold the address of each call: what callers search for is not for them.
resource azureMonitor 'Microsoft.ApiManagement/service/loggers@2024-05-01' = if (sku != 'Consumption') {
  parent: service
  name: 'azuremonitor'
  properties: { loggerType: 'azureMonitor', isBuffered: true }
}

var silent = {
  headers: []
  body: { bytes: 0 }
  dataMasking: { headers: [{ value: '*', mode: 'Hide' }], queryParams: [{ value: '*', mode: 'Hide' }] }
}

resource gatewayLogs 'Microsoft.ApiManagement/service/diagnostics@2024-05-01' = if (sku != 'Consumption') {
  parent: service
  name: 'azuremonitor'
  properties: {
    loggerId: azureMonitor.id
    alwaysLog: 'allErrors'
    sampling: { samplingType: 'fixed', percentage: sampledPercent }
    verbosity: 'information'
    logClientIp: false
    frontend: { request: silent, response: silent }
    backend: { request: silent, response: silent }
  }
}

#disable-next-line use-recent-api-versions // The newer-looking 2016-09-01 has no category groups.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: service
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    // The Consumption tier has metrics only.
    logs: sku == 'Consumption' ? [] : [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Address of the API.')
output gatewayUrl string = service.properties.gatewayUrl

@description('Object id of the gateway\'s identity: the claim oid of the token by which it proves itself.')
output principalId string = service.identity.principalId
