import type { TenantSession } from '../../db/session.ts';
import type { WorkEvent } from '../../events/work-event.ts';
import { AppError } from '../../platform/errors.ts';
import { PermanentError } from '../../outbox/failure.ts';
import { causedBy, type Consumer } from '../../outbox/consumer.ts';
import { createProposals } from './create-proposals.ts';
import type { Section } from './content-hash.ts';

/** What the first draft starts from: our own outline of a proposal. */
const outline: readonly Section[] = [
  { heading: 'Summary', body: '' },
  { heading: 'Your requirements', body: '' },
  { heading: 'Our solution', body: '' },
  { heading: 'Schedule', body: '' },
  { heading: 'Price', body: '' },
];

/** Gives every pursuit that a promotion made its proposal version 1, a draft. A pursuit that has a version already gets none. */
export const proposalV1: Consumer = {
  name: 'proposal-v1',
  order: 'hold',
  async handle(session: TenantSession, events: readonly WorkEvent[]): Promise<void> {
    const outcomes = await createProposals(
      session,
      events.map((event) => ({
        pursuitId: pursuitOf(event),
        sections: outline,
        firstOnly: true,
        at: event.happenedAt,
        trace: causedBy(event),
      })),
    );
    const failed = outcomes.find((outcome) => !outcome.ok);
    if (failed?.ok === false) throw new PermanentError(failed.error.message, failed.error);
  },
};

function pursuitOf(event: WorkEvent): number {
  const { pursuitId } = event.payload;
  if (typeof pursuitId === 'number') return pursuitId;
  throw new PermanentError('The event names no pursuit.', new AppError('internal_error', event.type));
}
