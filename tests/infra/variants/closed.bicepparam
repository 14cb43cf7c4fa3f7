// Everything behind private endpoints, the app as well; workflows of a repository deploy it.
using '../../../infra/main.bicep'

param environmentName = 'closed'
param location = 'westeurope'
param privateNetwork = true
param zoneRedundant = true
param sqlSku = 'BC_Gen5_8'
param sqlAdministrator = {
  name: 'administrators'
  objectId: '00000000-0000-0000-0000-00000000000c'
  principalType: 'Group'
}
param sqlDefender = true
param authIssuer = 'https://issuer.example/tenant/v2.0'
param authAudience = 'api://flowledger'
param authJwksUri = 'https://issuer.example/tenant/keys'
param gatewaySku = 'PremiumV2'
param publisherName = 'FlowLedger'
param publisherEmail = 'operations@flowledger.example'
param githubRepository = 'example/flowledger'
param githubEnvironments = ['production']
