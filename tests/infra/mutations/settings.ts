import type { Mutation } from './mutation.ts';

const file = 'infra/modules/function-app.bicep';
const onPurpose = 'settings: each is set or left to its default on purpose';
const readable = 'settings: the app can read them';
const own = 'schedules: each is the app’s own';
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
    breaks: [onPurpose, readable],
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
    breaks: ['schedules: each timer’s is set and can be read', own],
  },
  {
    what: 'a schedule that is not the app’s',
    file: 'infra/main.bicep',
    find: "retention: '0 17 * * * *'",
    replace: "retention: '0 17 3 * * *'",
    breaks: [own],
  },
];
