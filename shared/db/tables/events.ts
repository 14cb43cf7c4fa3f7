import { bigint, bool, defaulted, identity, int, json, nullable, text, time } from '../columns.ts';

/** The record types that events are about. */
export type RecordType =
  'signal' | 'candidate' | 'pursuit' | 'proposal' | 'engagement' | 'sla_rule' | 'org' | 'outbox_delivery';

/** An immutable fact. No role of the application may update or delete one. */
export const workEvent = {
  orgId: int(),
  eventId: identity(),
  type: text(),
  recordType: text<RecordType>(),
  recordId: bigint(),
  /** 1, 2, 3 … per record, given under the record's row lock. */
  sequence: bigint(),
  actorKind: text<'user' | 'service' | 'agent'>(),
  actorId: text(),
  happenedAt: time(),
  recordedAt: time(),
  correlationId: text(),
  causationId: nullable(text()),
  /** Names of the changed fields, a JSON array. */
  changed: json(),
  payload: json(),
  /** The version of the record that the change made; null when the event does not say. */
  recordVersion: nullable(int()),
  /** The W3C span of the work that wrote it; null when that was not traced. */
  traceparent: nullable(text()),
};

export type DeliveryState = 'ready' | 'leased' | 'dead';

/** One event on its way to one consumer. A finished one is deleted. */
export const outboxDelivery = {
  orgId: int(),
  deliveryId: identity(),
  eventId: bigint(),
  consumer: text(),
  recordType: text<RecordType>(),
  recordId: bigint(),
  sequence: bigint(),
  state: text<DeliveryState>(),
  /** The lowest unfinished delivery of its record and consumer: only such a one is claimable. */
  isHead: bool(),
  dueAt: time(),
  /** The fence: rises with every claim and never falls. */
  token: defaulted(bigint()),
  leaseUntil: nullable(time()),
  attempts: defaulted(int()),
  crashes: defaulted(int()),
  errorClass: nullable(text()),
  errorMessage: nullable(text()),
  /** Groups dead letters of one cause. */
  fingerprint: nullable(text()),
  deadAt: nullable(time()),
  createdAt: time(),
  updatedAt: time(),
};

/** One failed attempt of a delivery, for whoever asks why. */
export const outboxAttempt = {
  orgId: int(),
  deliveryId: bigint(),
  token: bigint(),
  attemptedAt: time(),
  errorClass: text(),
  errorMessage: text(),
};

/** Says that a consumer has handled an event; commits with the effect. */
export const inbox = { orgId: int(), consumer: text(), eventId: bigint(), handledAt: time() };
