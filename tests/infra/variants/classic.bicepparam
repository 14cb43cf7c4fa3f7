// A classic tier of API Management in front of a public app, with web pages of other origins, alerts and a budget.
using '../../../infra/main.bicep'

param environmentName = 'classic'
param location = 'westeurope'
param sqlAdministrator = {
  name: 'administrators'
  objectId: '00000000-0000-0000-0000-00000000000c'
  principalType: 'Group'
}
param authIssuer = 'https://issuer.example/tenant/v2.0'
param authAudience = 'api://flowledger'
param authJwksUri = 'https://issuer.example/tenant/keys'
param gatewaySku = 'Developer'
param publisherName = 'FlowLedger'
param publisherEmail = 'operations@flowledger.example'
param allowedOrigins = ['https://app.flowledger.example', 'https://other.example']
param alertEmails = ['operations@flowledger.example']
param monthlyBudget = 500
param budgetStartDate = '2027-01-01'
