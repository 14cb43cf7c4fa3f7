import { randomUUID } from 'node:crypto';
import type { TenantSession } from '../../shared/db/session.ts';
import { createPostgresEngine } from '../../shared/db/engines/postgres/create-postgres-engine.ts';
import { tenantOpener } from '../../shared/db/open-tenant.ts';
import { systemActor } from '../../shared/platform/actor.ts';
import { addSeconds, systemClock } from '../../shared/platform/clock.ts';
import { changeCandidateStatus } from '../../shared/workstream/candidates/change-status.ts';
import { createCandidates } from '../../shared/workstream/candidates/create-candidates.ts';
import { promoteCandidates } from '../../shared/workstream/candidates/promote-candidates.ts';
import { provisionOrg } from '../../shared/workstream/organisation/provision.ts';
import { createProposals } from '../../shared/workstream/proposals/create-proposals.ts';
import { transitionPursuits } from '../../shared/workstream/pursuits/transition-pursuits.ts';
import type { Outcome } from '../../shared/workstream/records/outcome.ts';
import { createSignals } from '../../shared/workstream/signals/create-signals.ts';

/** How much is waiting. */
export interface Backlog {
  /** Pursuits whose first proposal is still to be made by the event. */
  readonly promoted: number;
  /** Pursuits that were won, with a proposal that somebody wrote, whose engagement is still to be made. */
  readonly won: number;
  /** Signals whose triage clock has run out. Default 0. */
  readonly overdueSignals?: number;
}

/** Long enough ago for every clock of the default rules to be past its target. */
const daysAgo = 10;

/** Makes the organisation `acme` with a backlog through the domain functions, ten days ago; nothing has been delivered, no clock looked at. */
export async function makeBacklog(databaseUrl: string, { promoted, won, overdueSignals = 0 }: Backlog): Promise<void> {
  const engine = createPostgresEngine({ url: databaseUrl });
  const clock = { now: () => addSeconds(systemClock.now(), -daysAgo * 86_400) };
  try {
    const { orgId } = await provisionOrg(engine, clock, { key: 'acme', name: 'Acme' });
    const trace = { correlationId: randomUUID(), causationId: null };
    await tenantOpener(engine, clock)(orgId, systemActor('test'), trace, async (session) => {
      await createSignals(
        session,
        times(overdueSignals, () => ({ sourceType: 'note', dedupeKey: null })),
      );
      await promote(session, promoted);
      await win(session, await promote(session, won));
    });
  } finally {
    await engine.close();
  }
}

async function promote(session: TenantSession, count: number): Promise<number[]> {
  const made = all(
    await createCandidates(
      session,
      times(count, (i) => ({ title: `Deal ${i}` })),
    ),
  );
  const changes = made.map(({ id }) => ({ id, to: 'triaged' as const }));
  const triaged = all(await changeCandidateStatus(session, changes, ['manager']));
  return all(await promoteCandidates(session, triaged)).map(({ pursuit }) => pursuit.id);
}

async function win(session: TenantSession, ids: readonly number[]): Promise<void> {
  const sections = [{ heading: 'Scope', body: 'All of it' }];
  all(
    await createProposals(
      session,
      ids.map((pursuitId) => ({ pursuitId, sections })),
    ),
  );
  for (const to of ['pink', 'red', 'submit', 'won'] as const) {
    const overrideReason = to === 'submit' || to === 'won' ? 'as agreed' : null;
    all(
      await transitionPursuits(
        session,
        ids.map((id) => ({ id, to, overrideReason })),
        ['manager'],
      ),
    );
  }
}

function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

function all<T>(outcomes: readonly Outcome<T>[]): T[] {
  return outcomes.map((outcome) => {
    if (outcome.ok) return outcome.value;
    throw outcome.error;
  });
}
