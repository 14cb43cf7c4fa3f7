import { afterCommit } from '../db/after-commit.ts';
import { jsonRows } from '../db/portable.ts';
import type { SystemSession, TenantSession, Trace } from '../db/session.ts';
import type { RecordType } from '../db/tables/events.ts';
import { record } from '../platform/metrics.ts';
import { consumersOf, orderOf, type EventType } from './catalogue.ts';

/** An event before it has its place in the record's stream. */
export interface Draft {
  readonly type: EventType;
  readonly recordType: RecordType;
  readonly recordId: number;
  /** When it happened; the session's `now` when left out. */
  readonly happenedAt?: Date;
  /** Names of the changed fields; none when left out. */
  readonly changed?: readonly string[];
  /** Ids and facts that the record itself shows. No secrets. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** The version of the record that the change made. Events that name patchable fields in `changed` say it. */
  readonly recordVersion?: number;
  /** What caused it, where one session works for several causes; the session's trace when left out. */
  readonly trace?: Trace;
}

/** A draft with its sequence: 1, 2, 3 … within the record. */
export interface NewEvent extends Draft {
  readonly sequence: number;
}

/** Numbers the drafts of **one** record from `base` + 1; `base` is the `eventSeq` that the record had under its lock. */
export function sequenced(base: number, drafts: readonly Draft[]): NewEvent[] {
  return drafts.map((draft, i) => ({ ...draft, sequence: base + 1 + i }));
}

const eventColumns = {
  orgId: 'int',
  type: 'text',
  recordType: 'text',
  recordId: 'bigint',
  sequence: 'bigint',
  actorKind: 'text',
  actorId: 'text',
  happenedAt: 'time',
  recordedAt: 'time',
  correlationId: 'text',
  causationId: 'text',
  changed: 'json',
  payload: 'json',
  recordVersion: 'int',
  traceparent: 'text',
} as const;
const eventNames = Object.keys(eventColumns) as (keyof typeof eventColumns)[];

/**
 * Writes the events, and a delivery to each of their consumers, in the transaction of `session`: one statement for all
 * events and, only when one has a consumer, one for all deliveries, whatever the number. The rows of the records must be
 * locked and carry the new `eventSeq`: that lock is what keeps sequences from racing.
 *
 * @throws the database's unique violation when a sequence is taken.
 */
export async function emit(session: TenantSession, events: readonly NewEvent[]): Promise<void> {
  await emitAcross(
    session,
    events.map((event) => ({ ...event, orgId: session.orgId })),
  );
  for (const { type, recordType, recordId, sequence, changed = [], payload } of events)
    session.witness?.event({ type, recordType, recordId, sequence, changed, payload });
}

/** `emit` for a job that writes events of several organisations in one transaction. */
export async function emitAcross(
  session: Omit<SystemSession, 'system'>,
  events: readonly (NewEvent & { readonly orgId: number })[],
): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event, ordinal) => ({
    ordinal,
    orgId: event.orgId,
    type: event.type,
    recordType: event.recordType,
    recordId: event.recordId,
    sequence: event.sequence,
    actorKind: session.actor.kind,
    actorId: session.actor.id,
    happenedAt: event.happenedAt ?? session.now,
    recordedAt: session.now,
    correlationId: (event.trace ?? session.trace).correlationId,
    causationId: (event.trace ?? session.trace).causationId,
    changed: event.changed ?? [],
    payload: event.payload,
    recordVersion: event.recordVersion ?? null,
    traceparent: (event.trace ?? session.trace).traceparent ?? null,
  }));
  const inserted = await session.db
    .insertInto('workEvent')
    .columns(eventNames)
    .expression((eb) =>
      eb
        .selectFrom(jsonRows('e', { ordinal: 'int', ...eventColumns }, rows))
        .select(eventNames.map((name) => `e.${name}` as const))
        // Identities follow the ORDER BY on both engines, so that the ids can be matched to the input.
        .orderBy('e.ordinal'),
    )
    .returning('eventId')
    .execute();
  afterCommit(() => events.forEach(countEvent));
  const ids = inserted.map((row) => row.eventId).sort((a, b) => a - b);
  await deliver(
    session,
    events.flatMap((event, i) =>
      consumersOf(event.type).map((consumer) => ({ event, eventId: ids[i] ?? 0, consumer })),
    ),
  );
}

/** For the metrics: every event, and what SLA clocks have come to. */
function countEvent({ type, payload }: Draft): void {
  record('flowledger.events', 1, { 'flowledger.event.type': type });
  const outcome = slaOutcomes[type];
  const { metric } = payload;
  if (outcome === undefined || typeof metric !== 'string') return;
  record('flowledger.sla.thresholds', 1, { 'flowledger.outcome': outcome, 'flowledger.sla.metric': metric });
}

const slaOutcomes: Readonly<Partial<Record<EventType, string>>> = {
  'sla.warned': 'warned',
  'sla.breached': 'breached',
  'sla.resolved': 'resolved',
};

const deliveryColumns = {
  orgId: 'int',
  eventId: 'bigint',
  consumer: 'text',
  recordType: 'text',
  recordId: 'bigint',
  sequence: 'bigint',
  state: 'text',
  dueAt: 'time',
  createdAt: 'time',
  updatedAt: 'time',
} as const;
const deliveryNames = Object.keys(deliveryColumns) as (keyof typeof deliveryColumns)[];

interface NewDelivery {
  readonly event: NewEvent & { readonly orgId: number };
  readonly eventId: number;
  readonly consumer: string;
}

async function deliver(session: Omit<SystemSession, 'system'>, deliveries: readonly NewDelivery[]): Promise<void> {
  if (deliveries.length === 0) return;
  const lowest = new Map<string, number>();
  for (const { event, consumer } of deliveries) {
    const lane = laneKey(event, consumer);
    lowest.set(lane, Math.min(event.sequence, lowest.get(lane) ?? event.sequence));
  }
  const rows = deliveries.map(({ event, eventId, consumer }) => ({
    orgId: event.orgId,
    eventId,
    consumer,
    recordType: event.recordType,
    recordId: event.recordId,
    sequence: event.sequence,
    state: 'ready',
    dueAt: session.now,
    createdAt: session.now,
    updatedAt: session.now,
    first: lowest.get(laneKey(event, consumer)) === event.sequence,
    // Booleans that a statement computes come from its rows: T-SQL has no literal for them.
    behind: false,
    holds: orderOf(consumer) === 'hold',
  }));
  await session.db
    .insertInto('outboxDelivery')
    .columns([...deliveryNames, 'isHead'])
    .expression((eb) =>
      eb
        .selectFrom(jsonRows('r', { ...deliveryColumns, first: 'bool', behind: 'bool', holds: 'bool' }, rows))
        .select(deliveryNames.map((name) => `r.${name}` as const))
        .select((row) =>
          row
            .case()
            .when(
              row.exists(
                row
                  .selectFrom('outboxDelivery as d')
                  .select('d.deliveryId')
                  .whereRef('d.orgId', '=', 'r.orgId')
                  .whereRef('d.recordType', '=', 'r.recordType')
                  .whereRef('d.recordId', '=', 'r.recordId')
                  .whereRef('d.consumer', '=', 'r.consumer')
                  .where((or) => or.or([or('d.state', '<>', 'dead'), or('r.holds', '=', true)])),
              ),
            )
            .then(row.ref('r.behind'))
            .else(row.ref('r.first'))
            .end()
            .as('isHead'),
        ),
    )
    .execute();
}

function laneKey(event: NewDelivery['event'], consumer: string): string {
  return `${event.orgId} ${consumer} ${event.recordType} ${event.recordId}`;
}
