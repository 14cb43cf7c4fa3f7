import { at, listAt, ofType, textAt, type Deployment, type Resource } from '../deployment.ts';
import { everyResource, mustBe, rule, unless, type Rule } from '../rule.ts';

/** Types that have logs or metrics to send. */
const diagnosable = [
  'Microsoft.Storage/storageAccounts',
  'Microsoft.Storage/storageAccounts/blobServices',
  'Microsoft.Sql/servers/databases',
  'Microsoft.KeyVault/vaults',
  'Microsoft.Web/sites',
  'Microsoft.ApiManagement/service',
  'Microsoft.OperationalInsights/workspaces',
  'Microsoft.Network/virtualNetworks',
  'Microsoft.Network/networkSecurityGroups',
];
/** Types that have none, or whose own say nothing more. A type must be in one of these two lists. */
const withoutDiagnostics: Readonly<Record<string, string>> = {
  'Microsoft.Resources/resourceGroups': 'the activity log is the subscription’s',
  'Microsoft.ManagedIdentity/userAssignedIdentities': 'Entra logs what they do',
  'Microsoft.Insights/components': 'what it holds is in the workspace',
  'Microsoft.Insights/actionGroups': 'it has none',
  'Microsoft.Insights/scheduledQueryRules': 'a rule that fails shows in the activity log',
  'Microsoft.Insights/metricAlerts': 'it has none',
  'Microsoft.Network/privateDnsZones': 'it has numbers of queries only',
  'Microsoft.Network/privateDnsZones/virtualNetworkLinks': 'it has none',
  'Microsoft.Network/privateEndpoints': 'it has numbers of bytes only',
  'Microsoft.Sql/servers': 'its databases have them, the audit log is that of master',
  'Microsoft.Web/serverfarms': 'the app’s say the same',
};
const settingsType = 'Microsoft.Insights/diagnosticSettings';

function diagnosticProblems(deployment: Deployment): readonly string[] {
  const settings = ofType(deployment, settingsType);
  return deployment.resources
    .filter((it) => diagnosable.includes(it.type))
    .flatMap((it) => {
      const own = settings.filter((setting) => scopeOf(setting) === it.id.toLowerCase());
      if (own.length === 0) return [`${it.type} ${it.name} has no diagnostic settings`];
      const sends = own.some(
        (setting) =>
          textAt(setting, 'properties.workspaceId') !== '' &&
          [...listAt(setting, 'properties.logs'), ...listAt(setting, 'properties.metrics')].some(
            (part) => at(part, 'enabled') === true,
          ),
      );
      return sends ? [] : [`the diagnostic settings of ${it.type} ${it.name} send nothing to the workspace`];
    });
}

function undecided({ resources }: Deployment): readonly string[] {
  const types = new Set(resources.filter((it) => 'location' in it).map((it) => it.type));
  return [...types]
    .filter((it) => !diagnosable.includes(it) && !(it in withoutDiagnostics))
    .map((it) => `${it} is in neither list`);
}

/** The id of what an extension resource belongs to, in small letters. */
function scopeOf(extension: Resource): string {
  return extension.id.slice(0, extension.id.lastIndexOf(`/providers/${settingsType}/`)).toLowerCase();
}

/** Azure SQL writes its audit log, that of every database, to the diagnostics of `master`. */
function auditProblems(deployment: Deployment): readonly string[] {
  const settings = ofType(deployment, 'Microsoft.Sql/servers/auditingSettings')[0];
  const logs = ofType(deployment, settingsType)
    .filter((it) => /\/databases\/master$/i.test(scopeOf(it)))
    .flatMap((it) => listAt(it, 'properties.logs'))
    .filter((it) => at(it, 'enabled') === true)
    .map((it) => textAt(it, 'category'));
  return [
    ...mustBe('state', at(settings, 'properties.state'), 'Enabled'),
    ...mustBe('isAzureMonitorTargetEnabled', at(settings, 'properties.isAzureMonitorTargetEnabled'), true),
    ...unless(
      logs.includes('SQLSecurityAuditEvents'),
      'no diagnostic settings of the database master send SQLSecurityAuditEvents: the audit log goes nowhere',
    ),
  ];
}

/** What goes wrong is seen and told. */
export const monitoringRules: readonly Rule[] = [
  rule('monitoring: diagnostic settings on everything', diagnosticProblems),
  rule('monitoring: it is known of every type whether it has diagnostics', undecided),
  everyResource(
    'monitoring: Application Insights keeps its data in the workspace',
    'Microsoft.Insights/components',
    (it) =>
      unless(
        textAt(it, 'properties.WorkspaceResourceId') !== '',
        'WorkspaceResourceId is not set: its data go nowhere',
      ),
  ),
  everyResource('monitoring: a day’s log has a cap', 'Microsoft.OperationalInsights/workspaces', (it) => {
    const cap = at(it, 'properties.workspaceCapping.dailyQuotaGb');
    const said = `workspaceCapping.dailyQuotaGb is ${String(cap)}: without a cap in GB whoever calls often makes the bill`;
    return unless(typeof cap === 'number' && cap > 0, said);
  }),
  rule('monitoring: the database is audited', auditProblems),
  rule('monitoring: a budget where an amount is given', (deployment) => {
    const amount = Number(deployment.parameters['monthlyBudget'] ?? 0);
    const budgets = ofType(deployment, 'Microsoft.Consumption/budgets');
    if (amount === 0) return budgets.map((it) => `${it.name} without an amount`);
    return mustBe('amounts', budgets.map((it) => String(at(it, 'properties.amount'))).join(), String(amount));
  }),
];
