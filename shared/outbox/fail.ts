import { jsonRows } from '../db/portable.ts';
import type { SystemSession } from '../db/session.ts';
import { orderOf } from '../events/catalogue.ts';
import { recordAttempts } from './attempts.ts';
import { countDeliveries } from './delivery-telemetry.ts';
import { fenceColumns, type Fence } from './delivery.ts';
import type { ErrorSummary } from './fingerprint.ts';
import { markHeads } from './heads.ts';

/** A failed attempt and what has been decided about it. */
export interface FailedDelivery extends Fence, ErrorSummary {
  readonly consumer: string;
  readonly state: 'ready' | 'dead';
  readonly attempts: number;
  /** When it may be claimed again; for a dead one, the moment of its death. */
  readonly dueAt: Date;
}

export interface FailureCount {
  readonly retried: number;
  readonly dead: number;
  readonly late: number;
}

/**
 * Gives back the deliveries that `failures` still hold, ready for another attempt or dead, and keeps the attempts. Three
 * statements at most, whatever the number; a failure with an old token changes nothing and is counted.
 */
export async function fail(session: SystemSession, failures: readonly FailedDelivery[]): Promise<FailureCount> {
  if (failures.length === 0) return { retried: 0, dead: 0, late: 0 };
  const rows = failures.map((failure) => ({
    ...failure,
    deadAt: failure.state === 'dead' ? session.now : null,
    // A dead one stays at the head of a lane that holds, so that nothing passes it.
    isHead: failure.state === 'ready' || orderOf(failure.consumer) === 'hold',
  }));
  const written = await session.db
    .updateTable('outboxDelivery as d')
    .from(jsonRows('f', failureColumns, rows))
    .set((eb) => ({
      state: eb.ref('f.state'),
      isHead: eb.ref('f.isHead'),
      dueAt: eb.ref('f.dueAt'),
      deadAt: eb.ref('f.deadAt'),
      leaseUntil: null,
      attempts: eb.ref('f.attempts'),
      errorClass: eb.ref('f.errorClass'),
      errorMessage: eb.ref('f.errorMessage'),
      fingerprint: eb.ref('f.fingerprint'),
      updatedAt: session.now,
    }))
    .whereRef('d.orgId', '=', 'f.orgId')
    .whereRef('d.deliveryId', '=', 'f.deliveryId')
    .whereRef('d.token', '=', 'f.token')
    .where('d.state', '=', 'leased')
    .returning([
      'd.orgId',
      'd.deliveryId',
      'd.token',
      'd.consumer',
      'd.recordType',
      'd.recordId',
      'd.state',
      'd.errorClass',
      'd.errorMessage',
      'd.isHead',
    ])
    .execute();
  await recordAttempts(session, written);
  await markHeads(
    session.db,
    written.filter((delivery) => !delivery.isHead),
    session.now,
  );
  const dead = written.filter((delivery) => delivery.state === 'dead');
  const retried = written.filter((delivery) => delivery.state !== 'dead');
  countDeliveries(dead, 'dead');
  countDeliveries(retried, 'retried');
  return { retried: retried.length, dead: dead.length, late: failures.length - written.length };
}

const failureColumns = {
  ...fenceColumns,
  consumer: 'text',
  state: 'text',
  isHead: 'bool',
  dueAt: 'time',
  deadAt: 'time',
  attempts: 'int',
  errorClass: 'text',
  errorMessage: 'text',
  fingerprint: 'text',
} as const;
