import type { Mutation } from './mutation.ts';

const restore = ['backups: the database can be restored'];
const ownCores = 'availability: the database has cores of its own in production';
const profiles = 'infra/profiles.bicep';

/** Ways to lose data, or to stand still. */
export const backupMutations: readonly Mutation[] = [
  {
    what: 'a week of backups in production',
    file: profiles,
    find: 'sqlBackupRetentionDays: 35',
    replace: 'sqlBackupRetentionDays: 7',
    seenIn: 'main.prod',
    breaks: restore,
  },
  {
    what: 'a day of backups for development',
    file: profiles,
    find: 'sqlBackupRetentionDays: 7',
    replace: 'sqlBackupRetentionDays: 1',
    seenIn: 'main.dev',
    breaks: restore,
  },
  {
    what: 'no monthly backup in production',
    file: profiles,
    find: "monthly: 'P12M'",
    replace: "monthly: 'PT0S'",
    seenIn: 'main.prod',
    breaks: restore,
  },
  {
    what: 'backups in one region in production',
    file: profiles,
    find: "sqlBackupRedundancy: 'GeoZone'",
    replace: "sqlBackupRedundancy: 'Zone'",
    seenIn: 'main.prod',
    breaks: ['backups: the database is copied to another region in production'],
  },
  {
    what: 'blobs that are gone at once',
    file: 'infra/modules/storage.bicep',
    find: '      deleteRetentionPolicy: { enabled: true, days: 7 }',
    replace: '      deleteRetentionPolicy: { enabled: false }',
    breaks: ['backups: deleted blobs can be had again'],
  },
  {
    what: 'a database that sleeps in production',
    file: profiles,
    find: "sqlSku: 'GP_Gen5_4'\n  sqlAutoPauseMinutes: -1",
    replace: "sqlSku: 'GP_S_Gen5_4'\n  sqlAutoPauseMinutes: 60",
    seenIn: 'main.prod',
    breaks: ['availability: the database never sleeps in production', ownCores],
  },
  {
    what: 'a serverless database in production',
    file: profiles,
    find: "sqlSku: 'GP_Gen5_4'",
    replace: "sqlSku: 'GP_S_Gen5_4'",
    seenIn: 'main.prod',
    breaks: [ownCores],
  },
  {
    what: 'a database in one zone',
    file: 'infra/modules/sql.bicep',
    find: 'zoneRedundant: zoneRedundant',
    replace: 'zoneRedundant: zoneRedundant && false',
    breaks: ['availability: the database spans zones where it is asked for'],
  },
  {
    what: 'an app in one zone',
    file: 'infra/modules/function-app.bicep',
    find: 'zoneRedundant: scale.zoneRedundant',
    replace: 'zoneRedundant: scale.zoneRedundant && false',
    breaks: ['availability: the app spans zones where it is asked for'],
  },
];
