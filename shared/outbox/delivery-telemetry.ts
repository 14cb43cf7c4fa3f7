import type { WorkEvent } from '../events/work-event.ts';
import { describeError } from '../platform/describe-error.ts';
import type { Logger } from '../platform/logger.ts';
import { record } from '../platform/metrics.ts';
import type { Span } from '../platform/trace-context.ts';
import type { ClaimedDelivery } from './delivery.ts';

interface Traced {
  readonly delivery: ClaimedDelivery;
  readonly event: WorkEvent;
  readonly span: Span;
}

/**
 * Starts the clock of one attempt at a group (one organisation, one consumer); the answer, called at its end, writes its line and its measurement. A
 * group of several events belongs to several traces: the line names them all.
 */
export function reporter(
  logger: Logger,
  consumer: string,
  group: readonly Traced[],
): (outcome: 'handled' | 'failed', error?: unknown) => void {
  const started = performance.now();
  return (outcome, error) => {
    const seconds = (performance.now() - started) / 1000;
    record('flowledger.outbox.process.duration', seconds, {
      'flowledger.consumer': consumer,
      'flowledger.outcome': outcome,
    });
    const [first] = group;
    if (first === undefined) return;
    const alone = group.length === 1;
    logger.log(outcome === 'handled' ? 'info' : 'warn', 'delivery', {
      requestId: alone ? first.event.correlationId : null,
      traceId: alone ? first.span.traceId : null,
      spanId: alone ? first.span.spanId : null,
      parentSpanId: alone ? first.span.parentSpanId : null,
      orgId: first.delivery.orgId,
      subject: 'system:outbox',
      consumer,
      status: outcome,
      durationMs: Math.round(seconds * 10_000) / 10,
      deliveries: group.length,
      ...(alone
        ? { deliveryId: first.delivery.deliveryId, eventId: first.event.eventId }
        : { traceIds: traces(group) }),
      ...(error === undefined ? {} : { error: describeError(error) }),
    });
  };
}

function traces(group: readonly Traced[]): string {
  return [...new Set(group.map(({ span }) => span.traceId))].join(' ');
}

/** How a worker lets go of a delivery, as the metric says it. */
export type DeliveryOutcome = 'completed' | 'retried' | 'dead' | 'late';

/** Measures deliveries that a worker has let go. */
export function countDeliveries(deliveries: readonly { readonly consumer: string }[], outcome: DeliveryOutcome): void {
  for (const [consumer, group] of Map.groupBy(deliveries, (delivery) => delivery.consumer)) {
    record('flowledger.outbox.deliveries', group.length, {
      'flowledger.consumer': consumer,
      'flowledger.outcome': outcome,
    });
  }
}

/** Measures a claim: how long it took, how many of each consumer, and how long they had waited. */
export function countClaim(claimed: readonly ClaimedDelivery[], seconds: number, now: Date): void {
  record('flowledger.outbox.claim.duration', seconds);
  for (const [consumer, group] of Map.groupBy(claimed, (delivery) => delivery.consumer)) {
    const attributes = { 'flowledger.consumer': consumer };
    record('flowledger.outbox.claimed', group.length, attributes);
    for (const { createdAt } of group) {
      record('flowledger.outbox.delivery.age', Math.max(0, (now.getTime() - createdAt.getTime()) / 1000), attributes);
    }
  }
}
