import type { Mutation } from './mutation.ts';

const file = 'infra/modules/function-app.bicep';
const onPurpose = 'settings: each is set or left to its default on purpose';
const readable = 'settings: the app can read them';
const own = 'schedules: each is the app’s own';
const deployed = 'settings: the app uses the database that is deployed';
const logLevel = "{ name: 'LOG_LEVEL', value: logLevel }";

/** Ways to tell the app what it does not understand. */
export const settingMutations: readonly Mutation[] = [
  {
    what: 'a setting forgotten',
    file,
    find: "        { name: 'HTTP_STREAMING', value: 'true' }\n",
    replace: '',
    breaks: [onPurpose],
  },
  {
    what: 'a setting that the app cannot do without',
    file,
    find: "{ name: 'SQL_DATABASE', value: database.name }",
    replace: "{ name: 'SQL_DATABSE', value: database.name }",
    breaks: [onPurpose, readable, deployed],
  },
  {
    what: 'a setting that nobody knows',
    file,
    find: logLevel,
    replace: `${logLevel}\n        { name: 'LOG_FORMAT', value: 'json' }`,
    breaks: [onPurpose],
  },
  {
    what: 'a setting that is left to its default, set',
    file,
    find: logLevel,
    replace: `${logLevel}\n        { name: 'INBOX_DAYS', value: '90' }`,
    breaks: [onPurpose],
  },
  {
    what: 'a value that the app refuses',
    file,
    find: "orgAutoProvision ? 'true' : 'false'",
    replace: "orgAutoProvision ? 'yes' : 'no'",
    breaks: [readable],
  },
  {
    what: 'another server than the one that is deployed',
    file: 'infra/main.bicep',
    find: 'server: sql.outputs.serverHostName',
    replace: "server: 'sql.example.com'",
    breaks: [deployed],
  },
  {
    what: 'another database than the one that is deployed',
    file: 'infra/main.bicep',
    find: 'name: sql.outputs.databaseName, poolMax',
    replace: "name: 'master', poolMax",
    breaks: [deployed],
  },
  {
    what: 'organisations that make themselves in production',
    file: 'infra/profiles.bicep',
    find: 'orgAutoProvision: false',
    replace: 'orgAutoProvision: true',
    seenIn: 'main.prod',
    breaks: ['settings: production makes no organisation by itself'],
  },
  {
    what: 'a talkative log in production',
    file: 'infra/main.bicep',
    find: "param logLevel string = 'info'",
    replace: "param logLevel string = 'debug'",
    seenIn: 'main.prod',
    breaks: ['settings: production logs from info on'],
  },
  {
    what: 'bodies that do not stream',
    file,
    find: "{ name: 'HTTP_STREAMING', value: 'true' }",
    replace: "{ name: 'HTTP_STREAMING', value: 'false' }",
    breaks: ['settings: bodies stream between host and app'],
  },
  {
    what: 'a setting twice',
    file,
    find: logLevel,
    replace: `${logLevel}\n        { name: 'Log_Level', value: logLevel }`,
    breaks: [onPurpose, 'settings: none comes twice'],
  },
  {
    what: 'a setting of other plans',
    file,
    find: logLevel,
    replace: `${logLevel}\n        { name: 'FUNCTIONS_WORKER_RUNTIME', value: 'node' }`,
    breaks: [onPurpose, 'settings: none that Flex Consumption has retired'],
  },
  {
    what: 'more connections than the database has workers for',
    file: 'infra/main.bicep',
    find: ': min(connectionsEach, httpConcurrency)',
    replace: ': min(connectionsEach * 2, httpConcurrency * 2)',
    breaks: ['settings: the database has workers for every connection'],
  },
  {
    what: 'a schedule that Azure would refuse',
    file: 'infra/main.bicep',
    find: "sla: '30 * * * * *'",
    replace: "sla: '30 * * * L *'",
    breaks: ['schedules: each timer’s is set and can be read', own, readable],
  },
  {
    what: 'a schedule that is not the app’s',
    file: 'infra/main.bicep',
    find: "retention: '0 17 * * * *'",
    replace: "retention: '0 17 3 * * *'",
    breaks: [own],
  },
];
