// The sizes of development, whatever FLOWLEDGER_PROFILE says; otherwise the same as main.bicepparam.
using 'main.bicep'

import { dev } from 'profiles.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'dev')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')

param maximumInstances = dev.maximumInstances
param alwaysReadyInstances = dev.alwaysReadyInstances
param zoneRedundant = dev.zoneRedundant
param privateNetwork = dev.privateNetwork
param sqlSku = dev.sqlSku
param sqlAutoPauseMinutes = dev.sqlAutoPauseMinutes
param sqlMaxSizeGB = dev.sqlMaxSizeGB
param sqlBackupRedundancy = dev.sqlBackupRedundancy
param sqlBackupRetentionDays = dev.sqlBackupRetentionDays
param sqlLongTermRetention = dev.sqlLongTermRetention
param sqlDefender = dev.sqlDefender
param orgAutoProvision = dev.orgAutoProvision
param gatewaySku = dev.gatewaySku
param githubEnvironments = dev.githubEnvironments
param logRetentionDays = dev.logRetentionDays
param logDailyCapGB = dev.logDailyCapGB

// A group is named by its object id; without one it is whoever runs azd. The id of zeros is nobody: Azure SQL refuses it.
var administratorId = readEnvironmentVariable('SQL_ADMINISTRATOR_OBJECT_ID', '')
param sqlAdministrator = {
  name: readEnvironmentVariable('SQL_ADMINISTRATOR_NAME', 'flowledger-sql-administrators')
  objectId: empty(administratorId)
    ? readEnvironmentVariable('AZURE_PRINCIPAL_ID', '00000000-0000-0000-0000-000000000000')
    : administratorId
  principalType: readEnvironmentVariable('SQL_ADMINISTRATOR_TYPE', empty(administratorId) ? 'User' : 'Group')
}

// Tokens of the example are nobody's: until these are set the API lets no caller in.
param authIssuer = readEnvironmentVariable('AUTH_ISSUER', 'https://login.example.com/')
param authAudience = readEnvironmentVariable('AUTH_AUDIENCE', 'api://flowledger')
param authJwksUri = readEnvironmentVariable('AUTH_JWKS_URI', 'https://login.example.com/.well-known/jwks.json')
var openIdConfigurationUrl = readEnvironmentVariable('AUTH_OPENID_CONFIGURATION_URL', '')
param authOpenIdConfigurationUrl = empty(openIdConfigurationUrl) ? null : openIdConfigurationUrl
param authOrgClaim = readEnvironmentVariable('AUTH_ORG_CLAIM', 'org_id')
param authRolesClaim = readEnvironmentVariable('AUTH_ROLES_CLAIM', 'roles')

param gatewayAudience = readEnvironmentVariable('GATEWAY_AUDIENCE', '')
param publisherName = readEnvironmentVariable('API_PUBLISHER_NAME', 'FlowLedger')
param publisherEmail = readEnvironmentVariable('API_PUBLISHER_EMAIL', 'api@example.com')

// Lists are separated by commas.
param allowedOrigins = filter(split(readEnvironmentVariable('ALLOWED_ORIGINS', ''), ','), origin => !empty(origin))
param alertEmails = filter(split(readEnvironmentVariable('ALERT_EMAILS', ''), ','), address => !empty(address))

param monthlyBudget = int(readEnvironmentVariable('MONTHLY_BUDGET', '0'))
param budgetStartDate = readEnvironmentVariable('BUDGET_START_DATE', '2027-01-01')
// Not GITHUB_REPOSITORY, which every workflow has: that a repository may deploy is to be said on purpose.
param githubRepository = readEnvironmentVariable('DEPLOYMENT_REPOSITORY', '')
