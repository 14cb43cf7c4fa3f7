// Database, storage and vault behind private endpoints; the gateway's tier cannot join the network, so the app stays public.
using '../../../infra/main.bicep'

param environmentName = 'half-closed'
param location = 'westeurope'
param privateNetwork = true
param sqlAdministrator = {
  name: 'administrators'
  objectId: '00000000-0000-0000-0000-00000000000c'
  principalType: 'Group'
}
param authIssuer = 'https://issuer.example/tenant/v2.0'
param authAudience = 'api://flowledger'
param authJwksUri = 'https://issuer.example/tenant/keys'
param gatewaySku = 'BasicV2'
param publisherName = 'FlowLedger'
param publisherEmail = 'operations@flowledger.example'
