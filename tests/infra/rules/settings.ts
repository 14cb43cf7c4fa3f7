import { timerJobs } from '../../../functions/timers/all.ts';
import { readConfig, settingShape } from '../../../shared/platform/config.ts';
import { appSettings, listAppSettings } from '../app-settings.ts';
import { isProduction, ofType, type Deployment } from '../deployment.ts';
import { rule, unless, type Rule } from '../rule.ts';
import { defaulted, platformSettings, retired } from '../setting-lists.ts';

const known = new Set(Object.keys(settingShape));

/** Settings that the templates leave to the app's defaults, or know nothing of, and settings that the app does not know. */
function completeness(deployment: Deployment): readonly string[] {
  const given = appSettings(deployment);
  const missing = [...known].filter((it) => !given.has(it) && !(it in defaulted));
  const both = Object.keys(defaulted).filter((it) => given.has(it));
  const stale = Object.keys(defaulted).filter((it) => !known.has(it));
  const unknown = [...given.keys()].filter((it) => !known.has(it) && !platformSettings.some((own) => own.test(it)));
  return [
    ...missing.map((it) => `${it} is neither set nor left to its default`),
    ...both.map((it) => `${it} is set, although it is in the list of what is left to its default`),
    ...stale.map((it) => `${it} is left to its default, but the app does not know it`),
    ...unknown.map((it) => `neither the app nor the platform knows ${it}`),
  ];
}

const guid = '00000000-0000-0000-0000-000000000000';

/** Something of the kind that an expression will be when it is deployed. */
function standIn(value: string): string {
  if (!value.startsWith('[')) return value;
  const format = /^\[format\('([^']*)'/.exec(value)?.[1];
  if (format !== undefined) return format.replaceAll(/\{\d+\}/g, guid);
  if (/ConnectionString\]?$/i.test(value)) return `InstrumentationKey=${guid}`;
  return /(?:clientId|principalId|tenantId)\]$/i.test(value) ? guid : 'https://known-when-deployed.example';
}

function readable(deployment: Deployment): readonly string[] {
  const env = Object.fromEntries([...appSettings(deployment)].map(([name, value]) => [name, standIn(value)]));
  try {
    readConfig(env);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

// Of one core of Azure SQL; a tenth of them all stays for operators, migrations and Azure itself.
const workers = { serverless: 75, provisioned: 100 };

/** Every process has a pool of its own: the instances for requests, and one for each timer. */
function poolProblems(deployment: Deployment): readonly string[] {
  const sku = String(deployment.parameters['sqlSku']);
  const cores = Number(sku.split('_').at(-1));
  const most = cores * (sku.includes('_S_') ? workers.serverless : workers.provisioned) * 0.9;
  const processes = Number(deployment.parameters['maximumInstances']) + timerJobs.length;
  const pool = Number(appSettings(deployment).get('DB_POOL_MAX'));
  if (pool >= 2 && pool * processes <= most) return [];
  return [`${processes} processes with ${pool} connections each, but ${sku} has workers for ${most}`];
}

/** The app’s database is the one that is deployed with it. */
function databaseProblems(deployment: Deployment): readonly string[] {
  const settings = appSettings(deployment);
  const [server, name] = [settings.get('SQL_SERVER') ?? '', settings.get('SQL_DATABASE') ?? ''];
  const hosts = ofType(deployment, 'Microsoft.Sql/servers').flatMap((it) => [it.id, it.name]);
  const isHost = hosts.some(
    (it) =>
      server === `${it}.database.windows.net` ||
      (server.startsWith(`[reference('${it}',`) && server.endsWith(').fullyQualifiedDomainName]')),
  );
  const databases = ofType(deployment, 'Microsoft.Sql/servers/databases').map((it) => it.name.split('/').at(-1));
  return [
    ...unless(isHost, `SQL_SERVER is "${server}", not the host name of the server that is deployed`),
    ...unless(databases.includes(name), `SQL_DATABASE is "${name}", not the deployed database ${databases.join()}`),
  ];
}

/** A setting of production that must have one value; nothing is asked of other deployments. */
function inProduction(setting: string, wanted: string, reason: string): (deployment: Deployment) => readonly string[] {
  return (deployment) => {
    const given = appSettings(deployment).get(setting) ?? '';
    return unless(
      !isProduction(deployment) || given === wanted,
      `${setting} is "${given}", not "${wanted}": ${reason}`,
    );
  };
}

/** What the app is told is what it understands. */
export const settingRules: readonly Rule[] = [
  rule('settings: each is set or left to its default on purpose', completeness),
  rule('settings: the app can read them', readable),
  rule('settings: the database has workers for every connection', poolProblems),
  rule('settings: the app uses the database that is deployed', databaseProblems),
  rule(
    'settings: production makes no organisation by itself',
    inProduction('ORG_AUTO_PROVISION', 'false', 'otherwise every claim that the issuer signs makes an organisation'),
  ),
  rule(
    'settings: production logs from info on',
    inProduction('LOG_LEVEL', 'info', 'debug fills the log, and without info there is no line of a request'),
  ),
  rule('settings: bodies stream between host and app', (deployment) => {
    const given = appSettings(deployment).get('HTTP_STREAMING') ?? 'true';
    return unless(
      given === 'true',
      `HTTP_STREAMING is "${given}", not "true": the host drops bodies that come in chunks`,
    );
  }),
  rule('settings: none comes twice', (deployment) => {
    const names = listAppSettings(deployment).map(({ name }) => name.toUpperCase());
    return [...new Set(names.filter((it, index) => names.indexOf(it) !== index))].map((it) => `${it} comes twice`);
  }),
  rule('settings: none that Flex Consumption has retired', (deployment) =>
    [...appSettings(deployment).keys()].filter((it) => retired.some((old) => old.test(it))).map((it) => `${it} is set`),
  ),
];
