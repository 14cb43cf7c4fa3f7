import type { OpenTenant } from '../db/open-tenant.ts';
import { systemActor } from '../platform/actor.ts';
import type { Logger } from '../platform/logger.ts';
import { causedBy, type Consumer } from './consumer.ts';
import type { Loaded } from './handle-group.ts';

/** Tells the consumers of deliveries that have gone dead. What a consumer throws here is logged and changes nothing. */
export async function tellDead(
  deps: { readonly consumers: readonly Consumer[]; readonly openTenant: OpenTenant; readonly logger: Logger },
  dead: readonly Loaded[],
): Promise<void> {
  for (const { delivery, event } of dead) {
    const { orgId, deliveryId, consumer: name } = delivery;
    deps.logger.log('warn', 'outbox: a delivery is dead', { orgId, deliveryId, consumer: name, event: event.type });
    const consumer = deps.consumers.find((known) => known.name === name);
    if (consumer?.onDead === undefined) continue;
    try {
      await deps.openTenant(orgId, systemActor('outbox'), causedBy(event), async (session) => {
        await consumer.onDead?.(session, event);
      });
    } catch (error) {
      deps.logger.log('error', 'outbox: onDead failed', { orgId, deliveryId, consumer: name, error: String(error) });
    }
  }
}
