import type { TenantSession } from '../../db/session.ts';
import type { StartedClock } from '../../sla/clocks.ts';
import { runningSlaTimes } from '../today/sla-times.ts';
import { removeToday, updateToday } from '../today/today-rows.ts';
import { isOutcome } from './pursuit-machine.ts';
import { todayOfPursuit } from './pursuit-view.ts';
import type { Decided } from './move.ts';

/** Brings the panel in line with moved pursuits: closed ones leave it. */
export async function showMoved(
  session: TenantSession,
  decided: readonly Decided[],
  started: ReadonlyMap<number, StartedClock>,
): Promise<void> {
  const closed = decided.filter(({ move }) => isOutcome(move.to));
  const open = decided.filter(({ move }) => !isOutcome(move.to));
  // A response clock that an earlier proposal started goes on through the submission.
  const waiting = open.filter(({ move }) => move.to === 'submit' && !started.has(move.id));
  const running = await runningSlaTimes(
    session,
    'pursuit',
    waiting.map(({ move }) => move.id),
  );
  await removeToday(
    session,
    'pursuit',
    closed.map(({ move }) => move.id),
  );
  await updateToday(
    session,
    open.map(({ move, facts, after }) => {
      const sla = move.to === 'submit' ? (started.get(move.id) ?? running.get(move.id)) : facts.sla;
      return todayOfPursuit(after, sla ?? null);
    }),
  );
}
