import type { TenantSession, Trace } from '../db/session.ts';
import type { ConsumerName, ConsumerOrder } from '../events/catalogue.ts';
import type { WorkEvent } from '../events/work-event.ts';

/** Something that reacts to events. */
export interface Consumer {
  readonly name: ConsumerName;
  /** As the catalogue says it: what happens to a record's later deliveries when one goes dead. */
  readonly order: ConsumerOrder;
  /**
   * Makes the effects of `events`, all of one organisation, in the order given. It runs in a transaction that also marks the
   * events as handled, so that effects inside the database are made once; it may run again after a rollback, so it must have no other. When
   * it throws, the batch is split until the culprit stands alone: `PermanentError`, `ThrottledError` and
   * `DestinationDownError` say what to do with it.
   */
  handle(session: TenantSession, events: readonly WorkEvent[]): Promise<void>;
  /** Told once, as far as possible, that an event will not be handled. */
  onDead?(session: TenantSession, event: WorkEvent): Promise<void>;
}

/** The trace of what `event` causes: same correlation, caused by the event. */
export function causedBy(event: WorkEvent): Trace {
  const { correlationId, eventId, traceparent } = event;
  return { correlationId, causationId: `event:${eventId}`, ...(traceparent === undefined ? {} : { traceparent }) };
}
