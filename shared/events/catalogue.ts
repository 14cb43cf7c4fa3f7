import type { RecordType } from '../db/tables/events.ts';
import type { WorkRecordType } from '../db/tables/workstream.ts';

/**
 * What happens to the later deliveries of a record when one goes dead: `hold` keeps them waiting until it is replayed,
 * `skip` goes on without it.
 */
export type ConsumerOrder = 'hold' | 'skip';

/** Every consumer that events are delivered to, with its order. */
export const consumers = {
  'proposal-v1': { order: 'hold' },
  engagement: { order: 'hold' },
} as const satisfies Record<string, { readonly order: ConsumerOrder }>;

export type ConsumerName = keyof typeof consumers;

interface EventDefinition {
  /** The records that such an event can be about. */
  readonly records: readonly RecordType[];
  /** Who gets a delivery of it. */
  readonly consumers: readonly ConsumerName[];
}

const about = (...records: RecordType[]): EventDefinition => ({ records, consumers: [] });
const clocked: readonly WorkRecordType[] = ['signal', 'candidate', 'pursuit'];

/** Every type of event there is. A type is never renamed: old events keep it for ever. */
export const eventTypes = {
  'signal.created': about('signal'),
  'signal.updated': about('signal'),
  'signal.linked': about('signal'),
  'signal.released': about('signal'),
  'signal.dismissed': about('signal'),
  'signal.deleted': about('signal'),
  'candidate.created': about('candidate'),
  'candidate.updated': about('candidate'),
  'candidate.deleted': about('candidate'),
  'candidate.status_changed': about('candidate'),
  'candidate.promoted': { records: ['candidate'], consumers: ['proposal-v1'] },
  'pursuit.created': about('pursuit'),
  'pursuit.updated': about('pursuit'),
  'pursuit.stage_changed': about('pursuit'),
  'pursuit.submitted': about('pursuit'),
  'pursuit.won': { records: ['pursuit'], consumers: ['engagement'] },
  'pursuit.lost': about('pursuit'),
  'pursuit.no_bid': about('pursuit'),
  'checklist.completed': about('pursuit'),
  'checklist.reopened': about('pursuit'),
  'gate.overridden': about('pursuit'),
  'proposal.created': about('proposal'),
  'proposal.sent': about('proposal'),
  'engagement.created': about('engagement'),
  'sla.warned': about(...clocked),
  'sla.breached': about(...clocked),
  'sla.resolved': about(...clocked),
  'sla_rule.updated': about('sla_rule'),
  'delivery.replayed': about('outbox_delivery'),
  'org.provisioned': about('org'),
} satisfies Record<string, EventDefinition>;

export type EventType = keyof typeof eventTypes;

/** All types, for filters and documents. */
export const eventTypeNames = Object.keys(eventTypes) as readonly EventType[];

/** The consumers of a type. */
export function consumersOf(type: EventType): readonly ConsumerName[] {
  const definition: EventDefinition = eventTypes[type];
  return definition.consumers;
}

/** A consumer's order; `skip` for a name that is not in the catalogue any more, so that its leftovers block nobody. */
export function orderOf(consumer: string): ConsumerOrder {
  const known: Readonly<Record<string, { readonly order: ConsumerOrder }>> = consumers;
  return known[consumer]?.order ?? 'skip';
}
