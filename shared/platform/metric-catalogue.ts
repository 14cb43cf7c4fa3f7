/** How the measurements of a metric add up: a sum, a distribution, the latest value. */
export type MetricKind = 'counter' | 'histogram' | 'gauge';

interface MetricDefinition {
  readonly kind: MetricKind;
  /** UCUM, as OpenTelemetry wants it. */
  readonly unit: string;
  readonly description: string;
  /** The attributes of its measurements. */
  readonly attributes: readonly string[];
}

const route = ['http.request.method', 'http.route'];
const pool = 'db.client.connection.pool.name';

/**
 * Every metric that the product measures. Names that OpenTelemetry's semantic conventions define are theirs
 * (https://opentelemetry.io/docs/specs/semconv/), the others begin with `flowledger.`
 */
export const metricCatalogue = {
  'http.server.request.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'How long requests took.',
    attributes: [...route, 'http.response.status_code'],
  },
  'flowledger.db.round_trips': {
    kind: 'histogram',
    unit: '{round_trip}',
    description: 'Trips to the database of one request.',
    attributes: route,
  },
  'db.client.connection.count': {
    kind: 'gauge',
    unit: '{connection}',
    description: 'Open connections of this process, idle and used.',
    attributes: [pool, 'db.client.connection.state'],
  },
  'db.client.connection.pending_requests': {
    kind: 'gauge',
    unit: '{request}',
    description: 'Work that waits for a connection.',
    attributes: [pool],
  },
  'db.client.connection.max': {
    kind: 'gauge',
    unit: '{connection}',
    description: 'Most connections of this process.',
    attributes: [pool],
  },
  'flowledger.job.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'How long runs of jobs took.',
    attributes: ['flowledger.job', 'flowledger.outcome'],
  },
  'flowledger.outbox.claim.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'How long it took to claim deliveries.',
    attributes: [],
  },
  'flowledger.outbox.claimed': {
    kind: 'counter',
    unit: '{delivery}',
    description: 'Deliveries that workers have claimed.',
    attributes: ['flowledger.consumer'],
  },
  'flowledger.outbox.release.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'How long it took to complete or give back a group of deliveries.',
    attributes: [],
  },
  'flowledger.outbox.deliveries': {
    kind: 'counter',
    unit: '{delivery}',
    description: 'Deliveries that workers have let go: completed, retried, dead, or late (the lease was lost).',
    attributes: ['flowledger.consumer', 'flowledger.outcome'],
  },
  'flowledger.outbox.process.duration': {
    kind: 'histogram',
    unit: 's',
    description: 'How long a consumer took for a group of events of one organisation.',
    attributes: ['flowledger.consumer', 'flowledger.outcome'],
  },
  'flowledger.outbox.reclaimed': {
    kind: 'counter',
    unit: '{delivery}',
    description: 'Deliveries taken back from workers that vanished.',
    attributes: [],
  },
  'flowledger.outbox.delivery.age': {
    kind: 'histogram',
    unit: 's',
    description: 'Age of deliveries when they were claimed.',
    attributes: ['flowledger.consumer'],
  },
  'flowledger.outbox.lag': {
    kind: 'gauge',
    unit: 's',
    description: 'How long the oldest due delivery has been waiting, at the end of a run of the outbox.',
    attributes: [],
  },
  'flowledger.events': {
    kind: 'counter',
    unit: '{event}',
    description: 'Events written and committed.',
    attributes: ['flowledger.event.type'],
  },
  'flowledger.sla.thresholds': {
    kind: 'counter',
    unit: '{event}',
    description: 'SLA clocks that warned, breached, or whose breach was resolved.',
    attributes: ['flowledger.outcome', 'flowledger.sla.metric'],
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof metricCatalogue;
