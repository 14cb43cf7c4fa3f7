import { timerJobs } from '../../../functions/timers/all.ts';
import type { JobOutcome } from '../../../functions/timers/run-job.ts';
import type { DeliveryOutcome } from '../../../shared/outbox/delivery-telemetry.ts';
import { metricCatalogue, type MetricName } from '../../../shared/platform/metric-catalogue.ts';
import { at, listAt, ofType, textAt, texts, type Deployment, type Resource } from '../deployment.ts';
import { mustBe, rule, unless, type Rule } from '../rule.ts';

const alertTypes = ['Microsoft.Insights/scheduledQueryRules', 'Microsoft.Insights/metricAlerts'];
const alertsOf = (deployment: Deployment): readonly Resource[] => alertTypes.flatMap((it) => ofType(deployment, it));

/** What an alert must be there for: a word of its name, and what it means. */
const alarms: Readonly<Record<string, string>> = {
  'outbox-lag': 'deliveries wait too long',
  'dead-letters': 'a delivery went dead',
  'server-errors': 'requests fail',
  'sql-cpu': 'the database is at its limit',
  heartbeat: 'a job does not run any more',
};

function alertProblems(deployment: Deployment): readonly string[] {
  const alerts = alertsOf(deployment);
  const absent = Object.entries(alarms)
    .filter(([word]) => !alerts.some((it) => it.name.includes(word)))
    .map(([word, meaning]) => `no alert ${word}: ${meaning}`);
  const silent = alerts.flatMap((it) => [
    ...mustBe(`${it.name}: enabled`, at(it, 'properties.enabled'), true),
    ...unless(tellsSomebody(it), `${it.name} tells nobody: its actions name no action group`),
    ...unless(
      textAt(it, 'properties.description').includes('docs/operations.md'),
      `the description of ${it.name} names no page of docs/operations.md`,
    ),
  ]);
  return [...absent, ...silent];
}

function tellsSomebody(alert: Resource): boolean {
  return [...listAt(alert, 'properties.actions.actionGroups'), ...listAt(alert, 'properties.actions')].length > 0;
}

function unknownMetrics(deployment: Deployment): readonly string[] {
  return ofType(deployment, 'Microsoft.Insights/scheduledQueryRules').flatMap((alert) =>
    listAt(alert, 'properties.criteria.allOf')
      .flatMap((it) => texts(it))
      .flatMap(({ text }) => [...text.matchAll(/\bname\s*==\s*['"]([^'"]+)['"]/g)])
      .map((match) => match[1] ?? '')
      .filter((name) => name.startsWith('flowledger.') && !(name in metricCatalogue))
      .map((name) => `${alert.name} looks for ${name}, which nobody measures`),
  );
}

/** The criteria of the alert of that name; none where there is no such alert, which is told by itself. */
function criteriaOf(deployment: Deployment, word: string): readonly { readonly alert: string; readonly of: unknown }[] {
  return ofType(deployment, 'Microsoft.Insights/scheduledQueryRules')
    .filter((it) => it.name.includes(word))
    .flatMap((it) => listAt(it, 'properties.criteria.allOf').map((of) => ({ alert: it.name, of })));
}

/** Values that a query compares a text with: the metric’s name, the outcome, the jobs. */
function comparedWith(query: string, what: RegExp): readonly string[] {
  return [...query.matchAll(what)].map((match) => match[1] ?? '');
}
const metricName = /\bname\s*==\s*'([^']*)'/g;
const outcomeName = /\['flowledger\.outcome'\]\)\s*==\s*'([^']*)'/g;

/** An alert on runs or deliveries of one outcome: it asks for what the program measures, and the first one found counts. */
function outcomeProblems(word: string, metric: MetricName, outcome: JobOutcome | DeliveryOutcome) {
  return (deployment: Deployment): readonly string[] =>
    criteriaOf(deployment, word).flatMap(({ alert, of }) => {
      const query = textAt(of, 'query');
      return [
        ...mustBe(`the metric in the query of ${alert}`, comparedWith(query, metricName).join(), metric),
        ...mustBe(`flowledger.outcome in the query of ${alert}`, comparedWith(query, outcomeName).join(), outcome),
        ...mustBe(`the operator of ${alert}`, at(of, 'operator'), 'GreaterThan'),
        ...mustBe(`the threshold of ${alert}`, at(of, 'threshold'), 0),
      ];
    });
}

/** Jobs that run so often that ten minutes without a run are too many, by their schedules. */
const everyMinute = timerJobs.filter(({ schedule }) => schedule.endsWith(' * * * * *')).map(({ name }) => name);

function heartbeatProblems(deployment: Deployment): readonly string[] {
  const jobs = criteriaOf(deployment, 'heartbeat').flatMap(({ alert, of }) => {
    const list = /datatable\(job: string\) \[([^\]]*)\]/.exec(textAt(of, 'query'))?.[1] ?? '';
    const named = comparedWith(list, /'([^']*)'/g).toSorted();
    return mustBe(`the jobs in the query of ${alert}`, named.join(), everyMinute.toSorted().join());
  });
  return [...outcomeProblems('heartbeat', 'flowledger.job.duration', 'ok')(deployment), ...jobs];
}

function serverErrorProblems(deployment: Deployment): readonly string[] {
  return criteriaOf(deployment, 'server-errors').flatMap(({ alert, of }) => {
    const least = /sumif\(itemCount, toint\(resultCode\) >= (\d+)\)/.exec(textAt(of, 'query'))?.[1];
    return [
      ...mustBe(`the least resultCode that counts as failed in the query of ${alert}`, least, '500'),
      ...mustBe(`the threshold of ${alert}`, at(of, 'threshold'), 0),
    ];
  });
}

/** Who is told, and of what. */
export const alertRules: readonly Rule[] = [
  rule('monitoring: every alarm is there and tells somebody', alertProblems),
  rule('monitoring: alarms ask for metrics that are measured', unknownMetrics),
  rule(
    'monitoring: the first dead letter is told',
    outcomeProblems('dead-letters', 'flowledger.outbox.deliveries', 'dead'),
  ),
  rule('monitoring: the heartbeat asks for runs that went well', heartbeatProblems),
  rule('monitoring: server errors are counted from 500 on', serverErrorProblems),
];
