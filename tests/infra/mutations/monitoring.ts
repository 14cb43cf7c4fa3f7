import type { Mutation } from './mutation.ts';

const diagnostics = ['monitoring: diagnostic settings on everything'];
const audit = ['monitoring: the database is audited'];

/** Ways not to see what happens, and to lose track of what belongs to whom. */
export const monitoringMutations: readonly Mutation[] = [
  {
    what: 'a vault without a log',
    file: 'infra/modules/key-vault.bicep',
    find: 'scope: vault\n  properties: {\n    workspaceId',
    replace: 'scope: resourceGroup()\n  properties: {\n    workspaceId',
    breaks: diagnostics,
  },
  {
    what: 'a vault whose log was taken out',
    file: 'infra/modules/key-vault.bicep',
    find: `#disable-next-line use-recent-api-versions // The stable 2016-09-01 has no category groups.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

`,
    replace: '',
    breaks: ['source: no error, no warning', ...diagnostics],
  },
  {
    what: 'diagnostics of the database on the server’s master',
    file: 'infra/modules/sql.bicep',
    find: 'scope: server::database',
    replace: 'scope: server::master',
    breaks: diagnostics,
  },
  {
    what: 'diagnostics that are switched off',
    file: 'infra/modules/key-vault.bicep',
    find: "logs: [{ categoryGroup: 'allLogs', enabled: true }]\n    metrics: [{ category: 'AllMetrics', enabled: true }]",
    replace:
      "logs: [{ categoryGroup: 'allLogs', enabled: false }]\n    metrics: [{ category: 'AllMetrics', enabled: false }]",
    breaks: diagnostics,
  },
  {
    what: 'a resource of a type that nobody has thought about',
    file: 'infra/modules/network.bicep',
    find: '// Names that Azure gives to privately linked services.',
    replace: `resource address 'Microsoft.Network/publicIPAddresses@2026-03-01' = {
  name: networkName
  location: location
  tags: tags
}

// Names that Azure gives to privately linked services.`,
    breaks: ['monitoring: it is known of every type whether it has diagnostics'],
  },
  {
    what: 'Application Insights without the workspace',
    file: 'infra/modules/monitoring.bicep',
    find: '    WorkspaceResourceId: workspace.id\n',
    replace: '',
    breaks: ['monitoring: Application Insights keeps its data in the workspace'],
  },
  {
    what: 'a log that grows without end in production',
    file: 'infra/profiles.bicep',
    find: 'logDailyCapGB: 10',
    replace: 'logDailyCapGB: -1',
    seenIn: 'main.prod',
    breaks: ['monitoring: a day’s log has a cap'],
  },
  {
    what: 'no audit of the database',
    file: 'infra/modules/sql.bicep',
    find: "state: 'Enabled'\n      isAzureMonitorTargetEnabled",
    replace: "state: 'Disabled'\n      isAzureMonitorTargetEnabled",
    breaks: audit,
  },
  {
    what: 'an audit log that is sent nowhere',
    file: 'infra/modules/sql.bicep',
    find: "{ category: 'SQLSecurityAuditEvents', enabled: true }",
    replace: "{ category: 'SQLSecurityAuditEvents', enabled: false }",
    breaks: audit,
  },
  {
    what: 'no budget, although an amount is given',
    file: 'infra/main.bicep',
    find: "module budget 'modules/budget.bicep' = if (monthlyBudget > 0) {",
    replace: "module budget 'modules/budget.bicep' = if (monthlyBudget > 1000) {",
    seenIn: 'classic',
    breaks: ['monitoring: a budget where an amount is given'],
  },
  {
    what: 'a resource without tags',
    file: 'infra/modules/monitoring.bicep',
    find: '  name: applicationInsightsName\n  location: location\n  tags: tags\n',
    replace: '  name: applicationInsightsName\n  location: location\n',
    breaks: ['tags: environment and application on everything'],
  },
  {
    what: 'an app that azd does not find',
    file: 'infra/modules/function-app.bicep',
    find: "'azd-service-name': 'api'",
    replace: "'azd-service-name': 'app'",
    breaks: ['tags: azd finds the app by its service name'],
  },
];
