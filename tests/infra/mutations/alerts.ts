import type { Mutation } from './mutation.ts';

const alerts = 'infra/modules/alerts.bicep';
const alarms = ['monitoring: every alarm is there and tells somebody'];
const dead = ['monitoring: the first dead letter is told'];
const heartbeat = ['monitoring: the heartbeat asks for runs that went well'];
const failures = ['monitoring: server errors are counted from 500 on'];

/** Ways not to be told. */
export const alertMutations: readonly Mutation[] = [
  {
    what: 'no alarm when a job stands still',
    file: alerts,
    find: "name: 'heartbeat'",
    replace: "name: 'jobs'",
    breaks: alarms,
  },
  {
    what: 'an alarm that nobody hears',
    file: alerts,
    find: 'actions: { actionGroups: [actionGroup.id] }',
    replace: 'actions: { actionGroups: [] }',
    breaks: alarms,
  },
  {
    what: 'an alarm that is switched off',
    file: alerts,
    find: 'enabled: true\n    severity: 2',
    replace: 'enabled: false\n    severity: 2',
    breaks: alarms,
  },
  {
    what: 'an alarm about a metric that nobody measures',
    file: alerts,
    find: "name == 'flowledger.outbox.lag'",
    replace: "name == 'flowledger.outbox.delay'",
    breaks: ['monitoring: alarms ask for metrics that are measured'],
  },
  {
    what: 'dead letters that are told from the hundredth on',
    file: alerts,
    find: 'param deadLetters int = 0',
    replace: 'param deadLetters int = 100',
    breaks: dead,
  },
  {
    what: 'dead letters by another word than the app’s',
    file: alerts,
    find: "== 'dead'",
    replace: "== 'failed'",
    breaks: dead,
  },
  {
    what: 'a heartbeat that no run has',
    file: alerts,
    find: "== 'ok'",
    replace: "== 'success'",
    breaks: heartbeat,
  },
  {
    what: 'a heartbeat of something else',
    file: alerts,
    find: "name == 'flowledger.job.duration'",
    replace: "name == 'flowledger.outbox.claim.duration'",
    breaks: heartbeat,
  },
  {
    what: 'a heartbeat of a job that there is not',
    file: alerts,
    find: "['outbox', 'sla']",
    replace: "['outbox', 'sweep']",
    breaks: heartbeat,
  },
  {
    what: 'server errors that are not counted below 600',
    file: alerts,
    find: 'toint(resultCode) >= 500',
    replace: 'toint(resultCode) >= 600',
    breaks: failures,
  },
];
