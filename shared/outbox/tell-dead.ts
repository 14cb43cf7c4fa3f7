import type { OpenTenant } from '../db/open-tenant.ts';
import { systemActor } from '../platform/actor.ts';
import { describeError } from '../platform/describe-error.ts';
import type { Logger } from '../platform/logger.ts';
import { causedBy, type Consumer } from './consumer.ts';
import type { Loaded } from './handle-group.ts';

/** Tells the consumers of deliveries that have gone dead. What a consumer throws here is logged and changes nothing. */
export async function tellDead(
  deps: { readonly consumers: readonly Consumer[]; readonly openTenant: OpenTenant; readonly logger: Logger },
  dead: readonly Loaded[],
): Promise<void> {
  for (const { delivery, event, span } of dead) {
    const { orgId, deliveryId, consumer: name } = delivery;
    const facts = { requestId: event.correlationId, traceId: span.traceId, orgId, deliveryId, consumer: name };
    deps.logger.log('warn', 'outbox: a delivery is dead', { ...facts, event: event.type });
    const consumer = deps.consumers.find((known) => known.name === name);
    if (consumer?.onDead === undefined) continue;
    try {
      await deps.openTenant(orgId, systemActor('outbox'), causedBy(event), async (session) => {
        await consumer.onDead?.(session, event);
      });
    } catch (error) {
      deps.logger.log('error', 'outbox: onDead failed', { ...facts, error: describeError(error) });
    }
  }
}
