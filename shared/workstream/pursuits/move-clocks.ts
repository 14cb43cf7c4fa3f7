import type { TenantSession } from '../../db/session.ts';
import type { Draft } from '../../events/emit.ts';
import { startClocks, stopClocks, type StartedClock } from '../../sla/clocks.ts';
import { isOutcome } from './pursuit-machine.ts';
import type { Decided } from './move.ts';

/** Submission stops the proposal clock and starts the response clock; closing stops every clock. */
export async function moveClocks(
  session: TenantSession,
  decided: readonly Decided[],
): Promise<{ slaDrafts: ReadonlyMap<number, readonly Draft[]>; started: ReadonlyMap<number, StartedClock> }> {
  const pursuits = decided.map(({ move, at }) => ({
    recordType: 'pursuit' as const,
    recordId: move.id,
    at,
    to: move.to,
  }));
  const submitted = pursuits.filter(({ to }) => to === 'submit');
  const closed = pursuits.filter(({ to }) => isOutcome(to));
  const stops = await stopClocks(session, [
    ...submitted.map((one) => ({ ...one, metric: 'proposal' as const })),
    ...closed.map((one) => ({ ...one, metric: null })),
  ]);
  const started = await startClocks(
    session,
    submitted.map((one) => ({ ...one, metric: 'response' as const })),
  );
  return {
    slaDrafts: new Map(stops.map((stop) => [stop.recordId, stop.drafts])),
    started: new Map(started.map((clock) => [clock.recordId, clock])),
  };
}
