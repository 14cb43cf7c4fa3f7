import { parseJson } from '../db/json.ts';
import type { RecordType } from '../db/tables/events.ts';
import type { EventType } from './catalogue.ts';

/** An event as it was written. */
export interface WorkEvent {
  readonly eventId: number;
  readonly type: EventType;
  readonly recordType: RecordType;
  readonly recordId: number;
  readonly sequence: number;
  readonly actor: { readonly kind: 'user' | 'service' | 'agent'; readonly id: string };
  readonly happenedAt: Date;
  readonly recordedAt: Date;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly changed: readonly string[];
  readonly payload: Readonly<Record<string, unknown>>;
  /** The W3C span that what it causes belongs to; known of events that are handed to a consumer only. */
  readonly traceparent?: string;
}

/** The columns that make a `WorkEvent`. */
export const workEventColumns = [
  'eventId',
  'type',
  'recordType',
  'recordId',
  'sequence',
  'actorKind',
  'actorId',
  'happenedAt',
  'recordedAt',
  'correlationId',
  'causationId',
  'changed',
  'payload',
] as const;

interface WorkEventRow extends Omit<WorkEvent, 'type' | 'actor' | 'changed' | 'payload' | 'traceparent'> {
  readonly type: string;
  readonly actorKind: WorkEvent['actor']['kind'];
  readonly actorId: string;
  readonly changed: string;
  readonly payload: string;
}

/** The event of a row. Its type is trusted to be of the catalogue: types are never renamed. */
export function workEventOf(row: WorkEventRow): WorkEvent {
  return {
    eventId: row.eventId,
    type: row.type as EventType,
    recordType: row.recordType,
    recordId: row.recordId,
    sequence: row.sequence,
    actor: { kind: row.actorKind, id: row.actorId },
    happenedAt: row.happenedAt,
    recordedAt: row.recordedAt,
    correlationId: row.correlationId,
    causationId: row.causationId,
    changed: parseJson(row.changed),
    payload: parseJson(row.payload),
  };
}
