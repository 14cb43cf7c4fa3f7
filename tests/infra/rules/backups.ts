import { at, isProduction, ofType, textAt, type Deployment } from '../deployment.ts';
import { everyResource, mustBe, rule, unless, type Rule } from '../rule.ts';

function retentionProblems(deployment: Deployment): readonly string[] {
  const short = ofType(deployment, 'Microsoft.Sql/servers/databases/backupShortTermRetentionPolicies');
  const long = ofType(deployment, 'Microsoft.Sql/servers/databases/backupLongTermRetentionPolicies');
  const days = short.map((it) => Number(at(it, 'properties.retentionDays')));
  const least = isProduction(deployment) ? 35 : 7;
  const months = long.map((it) => textAt(it, 'properties.monthlyRetention'));
  return [
    ...(days.some((it) => it >= least) ? [] : [`point-in-time restore of ${days.join() || 'no'} days, not ${least}`]),
    ...(isProduction(deployment) && !months.some((it) => /^P\d+[MY]$/.test(it)) ? ['no monthly backup is kept'] : []),
  ];
}

/** What is lost can be had again. */
export const backupRules: readonly Rule[] = [
  rule('backups: the database can be restored', retentionProblems),
  everyResource('backups: deleted blobs can be had again', 'Microsoft.Storage/storageAccounts/blobServices', (it) =>
    mustBe('deleteRetentionPolicy.enabled', at(it, 'properties.deleteRetentionPolicy.enabled'), true),
  ),
  everyResource(
    'backups: the database is copied to another region in production',
    'Microsoft.Sql/servers/databases',
    (it, deployment) =>
      isProduction(deployment)
        ? mustBe(
            'requestedBackupStorageRedundancy',
            at(it, 'properties.requestedBackupStorageRedundancy'),
            'Geo',
            'GeoZone',
          )
        : [],
  ),
  everyResource(
    'availability: the database never sleeps in production',
    'Microsoft.Sql/servers/databases',
    (it, deployment) =>
      isProduction(deployment) ? mustBe('autoPauseDelay', at(it, 'properties.autoPauseDelay'), -1, undefined) : [],
  ),
  everyResource(
    'availability: the database has cores of its own in production',
    'Microsoft.Sql/servers/databases',
    (it, deployment) => {
      const sku = textAt(it, 'sku.name');
      const problem = `its SKU ${sku} is serverless, whose cores come and go: sqlSku of profiles.bicep must be one without _S_`;
      return unless(!isProduction(deployment) || !/_S_/.test(sku), problem);
    },
  ),
  everyResource(
    'availability: the database spans zones where it is asked for',
    'Microsoft.Sql/servers/databases',
    (it, deployment) =>
      mustBe(
        'zoneRedundant',
        at(it, 'properties.zoneRedundant') ?? false,
        deployment.parameters['zoneRedundant'] === true,
      ),
  ),
  everyResource(
    'availability: the app spans zones where it is asked for',
    'Microsoft.Web/serverfarms',
    (it, deployment) =>
      mustBe(
        'zoneRedundant',
        at(it, 'properties.zoneRedundant') ?? false,
        deployment.parameters['zoneRedundant'] === true,
      ),
  ),
];
