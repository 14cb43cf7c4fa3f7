metadata description = 'Who is told, and of what. The queries read what docs/metrics.md and docs/telemetry.md describe.'

@description('Azure region of the rules that query logs.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('What the names of the rules begin with.')
param namePrefix string

@description('Addresses that get mail. Without any, alerts show in the portal only.')
param emails string[]

@description('Resource id of the Application Insights component that the application and the gateway write to.')
param applicationInsightsId string

@description('Resource id of the Azure SQL database.')
param sqlDatabaseId string

@description('Seconds that the oldest due delivery may wait. A run drains for four minutes at most and the next begins a minute later: what waits longer is not a peak but a backlog.')
@minValue(60)
param outboxLagSeconds int = 300

@description('Deliveries of one consumer that may go dead in 15 minutes. Each one needs a decision by somebody, so the first one counts.')
@minValue(0)
param deadLetters int = 0

@description('Percentage of requests that may fail on our side in 15 minutes.')
@minValue(1)
@maxValue(100)
param serverErrorPercent int = 5

@description('Requests in 15 minutes below which the percentage says nothing.')
@minValue(1)
param serverErrorMinimumRequests int = 20

@description('Average CPU of the database in percent over 15 minutes: above it a peak has no room left.')
@minValue(1)
@maxValue(100)
param sqlCpuPercent int = 80

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${namePrefix}-operators'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'flowledger'
    enabled: true
    emailReceivers: [for email in emails: { name: email, emailAddress: email, useCommonAlertSchema: true }]
  }
}

// Metrics are not sampled, traces are (host.json): so the rules rest on customMetrics, and on requests, which the host exempts.
var logRules = [
  {
    name: 'outbox-lag'
    title: 'Events wait too long'
    description: 'In ten minutes the oldest due delivery never waited less than ${outboxLagSeconds} s. First look whether runs of the outbox fail or one consumer is slow: docs/operations.md, "Outbox lag".'
    severity: 2
    windowSize: 'PT10M'
    query: '''
customMetrics
| where name == 'flowledger.outbox.lag'
| project timestamp, value
'''
    criterion: {
      metricMeasureColumn: 'value'
      timeAggregation: 'Minimum'
      operator: 'GreaterThan'
      threshold: outboxLagSeconds
    }
    autoMitigate: true
  }
  {
    name: 'dead-letters'
    title: 'Deliveries were given up'
    description: 'A consumer gave up deliveries; they stay until somebody replays them. First read why: GET /api/outbox/dead-letter-groups; then docs/operations.md, "Dead letters".'
    severity: 2
    windowSize: 'PT15M'
    query: '''
customMetrics
| where name == 'flowledger.outbox.deliveries' and tostring(customDimensions['flowledger.outcome']) == 'dead'
| extend consumer = tostring(customDimensions['flowledger.consumer'])
| project timestamp, consumer, valueSum
'''
    criterion: {
      metricMeasureColumn: 'valueSum'
      timeAggregation: 'Total'
      operator: 'GreaterThan'
      threshold: deadLetters
      dimensions: [{ name: 'consumer', operator: 'Include', values: ['*'] }]
    }
    // Time does not bring a dead letter back, so the alert must not say by itself that all is well.
    autoMitigate: false
  }
  {
    name: 'server-errors'
    title: 'Requests fail on our side'
    description: 'More than ${serverErrorPercent} % of the requests were answered with 5xx, by the app or by the gateway (cloud_RoleName says which). First ask /api/health and look at the codes in the log: docs/operations.md, "Server errors".'
    severity: 1
    windowSize: 'PT15M'
    // Timers have the result code 0.
    query: replace(
      replace(
        '''
requests
| where toint(resultCode) >= 100
| summarize total = sum(itemCount), failed = sumif(itemCount, toint(resultCode) >= 500) by cloud_RoleName
| where total >= <minimum> and failed * 100.0 / total > <percent>
''',
        '<minimum>',
        string(serverErrorMinimumRequests)
      ),
      '<percent>',
      string(serverErrorPercent)
    )
    criterion: {
      timeAggregation: 'Count'
      operator: 'GreaterThan'
      threshold: 0
      dimensions: [{ name: 'cloud_RoleName', operator: 'Include', values: ['*'] }]
    }
    autoMitigate: true
  }
  {
    name: 'heartbeat'
    title: 'A job does not run'
    description: 'The outbox or the SLA sweep had no successful run for ten minutes: events and breaches stand still. First look whether the app runs and reaches the database (/api/health), and whether telemetry arrives at all (daily cap): docs/operations.md, "Heartbeat".'
    severity: 1
    windowSize: 'PT10M'
    query: '''
datatable(job: string) ['outbox', 'sla']
| join kind=leftanti (
    customMetrics
    | where name == 'flowledger.job.duration' and tostring(customDimensions['flowledger.outcome']) == 'ok'
    | project job = tostring(customDimensions['flowledger.job'])
  ) on job
'''
    criterion: {
      timeAggregation: 'Count'
      operator: 'GreaterThan'
      threshold: 0
      dimensions: [{ name: 'job', operator: 'Include', values: ['*'] }]
    }
    autoMitigate: true
  }
]

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for rule in logRules: {
    name: '${namePrefix}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'FlowLedger: ${rule.title}'
      description: rule.description
      enabled: true
      severity: rule.severity
      scopes: [applicationInsightsId]
      evaluationFrequency: 'PT5M'
      windowSize: rule.windowSize
      criteria: {
        allOf: [
          {
            query: rule.query
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
            ...rule.criterion
          }
        ]
      }
      autoMitigate: rule.autoMitigate
      // A rule that does not resolve fires again at each evaluation: one mail in an hour is enough.
      muteActionsDuration: rule.autoMitigate ? null : 'PT1H'
      actions: { actionGroups: [actionGroup.id] }
    }
  }
]

resource sqlCpu 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: '${namePrefix}-sql-cpu'
  location: 'global'
  tags: tags
  properties: {
    description: 'The database works at more than ${sqlCpuPercent} % of its CPU. First find the statements that cost most (Query Store), then give it more vCores: docs/operations.md, "Database load".'
    enabled: true
    severity: 2
    scopes: [sqlDatabaseId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'cpu'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.Sql/servers/databases'
          metricName: 'cpu_percent'
          timeAggregation: 'Average'
          operator: 'GreaterThan'
          threshold: sqlCpuPercent
        }
      ]
    }
    actions: [{ actionGroupId: actionGroup.id }]
  }
}
