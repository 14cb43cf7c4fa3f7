metadata description = 'Log Analytics workspace and Application Insights: the only place where logs, metrics and audit records go.'

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the Log Analytics workspace.')
param workspaceName string

@description('Name of the Application Insights component.')
param applicationInsightsName string

@description('Days that logs are kept. Up to 31 days cost nothing more than their ingestion.')
@minValue(30)
@maxValue(730)
param retentionDays int = 90

@description('Gigabytes taken in a day at most, -1 for no cap. Beyond it everything is blind until the next day, the alerts too: it is there against a flood, not to save.')
@minValue(-1)
param dailyCapGB int = 10

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    workspaceCapping: { dailyQuotaGb: dailyCapGB }
    features: {
      disableLocalAuth: true
      // Whoever may read a resource may read its logs, and nobody else's.
      enableLogAccessUsingOnlyResourcePermissions: true
    }
    // Telemetry comes from the Functions host, the gateway and Azure itself, over Azure's network, and is taken from identities only.
    publicNetworkAccessForIngestion: 'Enabled'
    publicNetworkAccessForQuery: 'Enabled'
  }
}

// Who read the logs. The component below has no setting of its own: what it holds is in the workspace already.
#disable-next-line use-recent-api-versions // The newer-looking 2016-09-01 has no category groups.
resource workspaceAudit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: workspace
  properties: {
    workspaceId: workspace.id
    logs: [{ categoryGroup: 'audit', enabled: true }]
  }
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' = {
  name: applicationInsightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    IngestionMode: 'LogAnalytics'
    DisableIpMasking: false
    // Telemetry is taken from identities with the role Monitoring Metrics Publisher, from no key.
    DisableLocalAuth: true
    publicNetworkAccessForIngestion: 'Enabled'
    publicNetworkAccessForQuery: 'Enabled'
  }
}

@description('Resource id of the workspace.')
output workspaceId string = workspace.id

@description('Resource id of the Application Insights component.')
output applicationInsightsId string = applicationInsights.id

@description('Name of the Application Insights component.')
output applicationInsightsName string = applicationInsights.name

@description('Where telemetry is sent to. No secret: the key in it opens nothing while local authentication is off.')
output connectionString string = applicationInsights.properties.ConnectionString
