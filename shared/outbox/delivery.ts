import type { RecordType } from '../db/tables/events.ts';

/** What a holder must show to change a delivery: the token it was given with its claim. */
export interface Fence {
  readonly orgId: number;
  readonly deliveryId: number;
  readonly token: number;
}

/** The columns of a row set of fences. */
export const fenceColumns = { orgId: 'int', deliveryId: 'bigint', token: 'bigint' } as const;

/** A delivery under lease. */
export interface ClaimedDelivery extends Fence {
  readonly eventId: number;
  readonly consumer: string;
  readonly recordType: RecordType;
  readonly recordId: number;
  readonly sequence: number;
  /** Failed attempts so far. */
  readonly attempts: number;
  /** How often its worker vanished. */
  readonly crashes: number;
  readonly createdAt: Date;
}

/** The deliveries of one record to one consumer, which are handed over in the order of their sequence. */
export interface Lane {
  readonly orgId: number;
  readonly consumer: string;
  readonly recordType: RecordType;
  readonly recordId: number;
}

/** The lanes of `deliveries`, each once. */
export function lanesOf(deliveries: readonly Lane[]): Lane[] {
  const lanes = new Map<string, Lane>();
  for (const { orgId, consumer, recordType, recordId } of deliveries)
    lanes.set(`${orgId} ${consumer} ${recordType} ${recordId}`, { orgId, consumer, recordType, recordId });
  return [...lanes.values()];
}
