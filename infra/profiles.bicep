metadata description = 'What differs between deployments: sizes, copies and how long things are kept.'

// Cheap, and thrown away without regret: one zone, public endpoints with Microsoft Entra logins only.
@export()
@description('For development and tests.')
var dev = {
  maximumInstances: 40
  alwaysReadyInstances: 0
  zoneRedundant: false
  privateNetwork: false
  sqlSku: 'GP_S_Gen5_2'
  sqlAutoPauseMinutes: 60
  sqlMaxSizeGB: 32
  sqlBackupRedundancy: 'Local'
  sqlBackupRetentionDays: 7
  sqlLongTermRetention: null
  sqlDefender: false
  orgAutoProvision: true
  gatewaySku: 'Consumption'
  githubEnvironments: ['staging']
  logRetentionDays: 30
  logDailyCapGB: 1
}

// Survives a zone and, by its backups, the region; everything behind private endpoints; never asleep.
@export()
@description('For customers.')
var prod = {
  maximumInstances: 40
  alwaysReadyInstances: 2
  zoneRedundant: true
  privateNetwork: true
  sqlSku: 'GP_Gen5_4'
  sqlAutoPauseMinutes: -1
  sqlMaxSizeGB: 250
  sqlBackupRedundancy: 'GeoZone'
  sqlBackupRetentionDays: 35
  sqlLongTermRetention: { weekly: 'P4W', monthly: 'P12M', yearly: 'P5Y' }
  sqlDefender: true
  orgAutoProvision: false
  gatewaySku: 'StandardV2'
  githubEnvironments: ['production']
  logRetentionDays: 90
  logDailyCapGB: 10
}
