import type { OpenTenant } from '../db/open-tenant.ts';
import { systemActor } from '../platform/actor.ts';
import type { WorkEvent } from '../events/work-event.ts';
import type { Logger } from '../platform/logger.ts';
import type { Span } from '../platform/trace-context.ts';
import { causedBy, type Consumer } from './consumer.ts';
import type { ClaimedDelivery } from './delivery.ts';
import { reporter } from './delivery-telemetry.ts';
import { markHandled } from './inbox.ts';

/** A delivery with its event. */
export interface Loaded {
  readonly delivery: ClaimedDelivery;
  readonly event: WorkEvent;
  /** This delivery in the trace of its event. */
  readonly span: Span;
}

/** How one delivery ended. */
export type Outcome = { readonly loaded: Loaded; readonly error: unknown } | { readonly loaded: Loaded };

/**
 * Hands a group (one organisation, one consumer) over in one transaction with its inbox rows. When that fails, the group is
 * halved until what fails stands alone, so that one poisoned event costs its neighbours nothing but time. An error that
 * blames no event (`isShared`: the destination or the database is away) fails them all at once. Each attempt writes one line.
 */
export async function handleGroup(
  openTenant: OpenTenant,
  consumer: Consumer,
  group: readonly Loaded[],
  isShared: (error: unknown) => boolean,
  logger: Logger,
): Promise<Outcome[]> {
  const [first] = group;
  if (first === undefined) return [];
  const { correlationId, causationId, ...context } = causedBy(first.event);
  const trace = { correlationId, causationId: group.length === 1 ? causationId : null, ...context };
  const report = reporter(logger, consumer.name, group);
  try {
    await openTenant(first.delivery.orgId, systemActor('outbox'), trace, async (session) => {
      const ids = group.map(({ event }) => event.eventId);
      const fresh = await markHandled(session, consumer.name, ids);
      const events = group.map(({ event }) => event).filter((event) => fresh.has(event.eventId));
      if (events.length > 0) await consumer.handle(session, events);
    });
    report('handled');
    return group.map((loaded) => ({ loaded }));
  } catch (error) {
    report('failed', error);
    if (group.length === 1 || isShared(error)) return group.map((loaded) => ({ loaded, error }));
    const half = Math.ceil(group.length / 2);
    return [
      ...(await handleGroup(openTenant, consumer, group.slice(0, half), isShared, logger)),
      ...(await handleGroup(openTenant, consumer, group.slice(half), isShared, logger)),
    ];
  }
}
