metadata description = 'Azure SQL: a server that knows Microsoft Entra logins only, and the database with its backups.'

import { LongTermRetention, SqlAdministrator } from 'sql-types.bicep'

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the server.')
param serverName string

@description('Name of the database.')
param databaseName string = 'flowledger'

@description('Who administers the server; makes the database users of the identities.')
param administrator SqlAdministrator

@description('Compute: GP_S_Gen5_2 is serverless with up to two cores, GP_Gen5_4 four cores of one’s own.')
param sku string

@description('Cores that a serverless database keeps when little happens, such as 0.5; used by serverless ones only.')
param minimumCores string

@description('Minutes without a session before a serverless database pauses, -1 for never. The timers’ runs are sessions too.')
@minValue(-1)
@maxValue(10080)
param autoPauseMinutes int

@description('Most gigabytes of data.')
@minValue(1)
@maxValue(4096)
param maxSizeGB int

@description('Keeps a replica in another availability zone.')
param zoneRedundant bool

@description('Where backups are kept: Geo and GeoZone outlive the region.')
@allowed(['Local', 'Zone', 'Geo', 'GeoZone'])
param backupRedundancy string

@description('Days that one can go back to any second.')
@minValue(1)
@maxValue(35)
param backupRetentionDays int

@description('Full backups kept for longer; nothing when null. A serverless database with it never pauses.')
param longTermRetention LongTermRetention?

@description('Turns on Microsoft Defender for SQL with its vulnerability assessment, at a price per server.')
param defender bool

@description('Closes the public endpoint and opens a private one.')
param privateNetwork bool

@description('Subnet of the private endpoint; used with a private network only.')
param endpointsSubnetId string?

@description('Private DNS zone of the server’s endpoint; used with a private network only.')
param sqlZoneId string?

@description('Log Analytics workspace for diagnostics and the audit log.')
param workspaceId string

// GP_S_Gen5_2 is tier, serverless or not, hardware, cores.
var skuParts = split(sku, '_')
var serverless = contains(skuParts, 'S')
var tiers = { GP: 'GeneralPurpose', BC: 'BusinessCritical', HS: 'Hyperscale' }

resource server 'Microsoft.Sql/servers@2025-01-01' = {
  name: serverName
  location: location
  tags: tags
  properties: {
    administrators: {
      administratorType: 'ActiveDirectory'
      azureADOnlyAuthentication: true
      login: administrator.name
      sid: administrator.objectId
      principalType: administrator.principalType
      tenantId: tenant().tenantId
    }
    // Not 1.3: the driver speaks TDS 7.4, whose handshake knows TLS 1.2 at most.
    minimalTlsVersion: '1.2'
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    // No statement can send data to a place outside: nothing here has to.
    restrictOutboundNetworkAccess: 'Enabled'
  }

  // The server takes the properties above when it is made; these two hold afterwards as well, when the administrator changes.
  resource administrators 'administrators' = {
    name: 'ActiveDirectory'
    properties: {
      administratorType: 'ActiveDirectory'
      login: administrator.name
      sid: administrator.objectId
      tenantId: tenant().tenantId
    }
  }

  resource entraOnly 'azureADOnlyAuthentications' = {
    name: 'Default'
    properties: { azureADOnlyAuthentication: true }
    dependsOn: [administrators]
  }

  // Without a private network the app comes from addresses of Azure that nobody can list beforehand: the rule lets
  // Azure in and the rest of the internet not. It is no proof of who calls; that is the Microsoft Entra login.
  resource azureOnly 'firewallRules' = if (!privateNetwork) {
    name: 'AllowAllWindowsAzureIps'
    properties: { startIpAddress: '0.0.0.0', endIpAddress: '0.0.0.0' }
  }

  resource auditing 'auditingSettings' = {
    name: 'default'
    properties: {
      state: 'Enabled'
      isAzureMonitorTargetEnabled: true
      // Who logged in, and every change of schema, users and rights. Not the statements: they would carry customers' data into the log,
      // and the application keeps an event of every change itself.
      auditActionsAndGroups: [
        'SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP'
        'FAILED_DATABASE_AUTHENTICATION_GROUP'
        'DATABASE_PRINCIPAL_CHANGE_GROUP'
        'DATABASE_ROLE_MEMBER_CHANGE_GROUP'
        'DATABASE_PERMISSION_CHANGE_GROUP'
        'DATABASE_OBJECT_CHANGE_GROUP'
        'DATABASE_OBJECT_PERMISSION_CHANGE_GROUP'
        'SCHEMA_OBJECT_CHANGE_GROUP'
        'SCHEMA_OBJECT_PERMISSION_CHANGE_GROUP'
        'DATABASE_OWNERSHIP_CHANGE_GROUP'
        'DATABASE_CHANGE_GROUP'
      ]
    }
  }

  resource threatDetection 'securityAlertPolicies' = if (defender) {
    name: 'Default'
    properties: { state: 'Enabled', emailAccountAdmins: true }
  }

  // The express configuration, which keeps its results with the service and needs no storage account.
  resource assessment 'sqlVulnerabilityAssessments' = if (defender) {
    name: 'default'
    properties: { state: 'Enabled' }
    dependsOn: [threatDetection]
  }

  // The audit log of all databases is sent from here.
  resource master 'databases' existing = { name: 'master' }

  resource database 'databases' = {
    name: databaseName
    location: location
    tags: tags
    sku: {
      name: join(take(skuParts, length(skuParts) - 1), '_')
      tier: tiers[skuParts[0]]
      family: skuParts[length(skuParts) - 2]
      capacity: int(last(skuParts))
    }
    properties: {
      collation: 'SQL_Latin1_General_CP1_CI_AS'
      catalogCollation: 'SQL_Latin1_General_CP1_CI_AS'
      maxSizeBytes: maxSizeGB * 1073741824
      zoneRedundant: zoneRedundant
      requestedBackupStorageRedundancy: backupRedundancy
      ...(serverless ? { autoPauseDelay: autoPauseMinutes, minCapacity: json(minimumCores) } : {})
    }

    resource shortTerm 'backupShortTermRetentionPolicies' = {
      name: 'default'
      properties: { retentionDays: backupRetentionDays }
    }

    resource longTerm 'backupLongTermRetentionPolicies' = if (longTermRetention != null) {
      name: 'default'
      properties: {
        weeklyRetention: longTermRetention.?weekly
        monthlyRetention: longTermRetention.?monthly
        yearlyRetention: longTermRetention.?yearly
        weekOfYear: 1
      }
      // Azure SQL takes one change of a database's backups at a time.
      dependsOn: [shortTerm]
    }
  }
}

module endpoint 'private-endpoint.bicep' = if (privateNetwork) {
  params: {
    location: location
    tags: tags
    name: 'pe-${serverName}'
    targetId: server.id
    groupId: 'sqlServer'
    subnetId: endpointsSubnetId ?? ''
    zoneId: sqlZoneId ?? ''
  }
}

#disable-next-line use-recent-api-versions // The stable 2016-09-01 has no metrics of these databases.
resource auditDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: server::master
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'SQLSecurityAuditEvents', enabled: true }]
  }
}

#disable-next-line use-recent-api-versions // The stable 2016-09-01 has no metrics of these databases.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: server::database
  properties: {
    workspaceId: workspaceId
    // All but the audit log, which comes from master for every database.
    logs: [
      { category: 'AutomaticTuning', enabled: true }
      { category: 'Blocks', enabled: true }
      { category: 'DatabaseWaitStatistics', enabled: true }
      { category: 'Deadlocks', enabled: true }
      { category: 'Errors', enabled: true }
      { category: 'QueryStoreRuntimeStatistics', enabled: true }
      { category: 'QueryStoreWaitStatistics', enabled: true }
      { category: 'SQLInsights', enabled: true }
      { category: 'Timeouts', enabled: true }
    ]
    metrics: [
      { category: 'Basic', enabled: true }
      { category: 'InstanceAndAppAdvanced', enabled: true }
      { category: 'WorkloadManagement', enabled: true }
    ]
  }
}

@description('Host name of the server.')
output serverHostName string = server.properties.fullyQualifiedDomainName

@description('Name of the database.')
output databaseName string = server::database.name

@description('Resource id of the database.')
output databaseId string = server::database.id
