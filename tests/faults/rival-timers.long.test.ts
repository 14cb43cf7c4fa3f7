import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../api/caller.ts';
import { freshDatabase } from '../api/database.ts';
import type { FreshDatabase } from '../api/fresh-database.ts';
import { newSignal, triagedCandidate } from '../api/workstream/journey.ts';
import { buildBundle, type AppProcess, type Bundle } from './app-process.ts';
import { makeBacklog } from './backlog.ts';
import { openOnlooker, type Onlooker } from './onlooker.ts';

const env = { OUTBOX_BATCH_SIZE: '10', OUTBOX_IDLE_MAX_MS: '200', SLA_BATCH_SIZE: '25' };

let bundle: Bundle;
let database: FreshDatabase;
let onlooker: Onlooker;
beforeAll(async () => {
  [bundle, database] = await Promise.all([buildBundle(), freshDatabase()]);
  onlooker = await openOnlooker(database.url);
});
afterAll(async () => {
  await onlooker.close();
  await database.drop();
  await bundle.remove();
});

/** A drain goes on for as long as there is work: the writers must give it an end. */
const mostWrites = 40;

/** Writes until `ended`; answers how many pursuits it made. */
async function writeUntil(ended: Promise<unknown>, caller: Caller): Promise<number> {
  const state = { ended: false, made: 0 };
  const stop = (): void => void (state.ended = true);
  void ended.then(stop, stop);
  while (!state.ended && state.made < mostWrites) {
    const { id } = await newSignal(caller, { dedupeKey: null });
    const candidate = await triagedCandidate(caller, { signalIds: [id] });
    const promoted = await caller.post(`/api/candidates/${candidate.id}/promote`);
    expect(promoted.status).toBe(201);
    state.made += 1;
  }
  return state.made;
}

describe('two outbox and two SLA timers in each of two processes, with requests meanwhile', () => {
  it('have every effect once, without an error and without a deadlock', async () => {
    await makeBacklog(database.url, { promoted: 200, won: 100, overdueSignals: 150 });
    // Signals, and pursuits that were not closed.
    const overdue = await onlooker.count('select count(*) from app.sla_clock where next_action_at <= now()');
    expect(overdue).toBeGreaterThan(300);
    const apps: readonly AppProcess[] = [await bundle.start(database.url, env), await bundle.start(database.url, env)];
    const timers = Promise.all(
      apps.flatMap((app) => [app.fire('outbox'), app.fire('outbox'), app.fire('sla'), app.fire('sla')]),
    );
    const made = await Promise.all(apps.map((app, i) => writeUntil(timers, app.as({ sub: `writer-${i}` }))));
    await timers;
    const pursuits = 300 + made.reduce((sum, count) => sum + count, 0);
    expect(pursuits).toBeGreaterThan(302);
    // What was written last, or was held by a request when a sweep came by.
    await Promise.all(apps.flatMap((app) => [app.fire('outbox'), app.fire('sla')]));
    expect(apps.flatMap((app) => app.troubles)).toEqual([]);
    await Promise.all(apps.map((app) => app.stop()));

    const effects = `
      select (select count(*)::int from app.outbox_delivery) as left,
        (select count(*)::int from app.inbox) as handled,
        (select count(*)::int from app.proposal) as proposals,
        (select count(distinct pursuit_id)::int from app.proposal) as with_proposal,
        (select count(*)::int from app.engagement) as engagements,
        (select count(*)::int from app.work_event where type = 'proposal.created') as proposal_events,
        (select count(*)::int from app.work_event where type = 'engagement.created') as engagement_events,
        (select count(*)::int from app.sla_breach) as breaches,
        (select count(distinct sla_clock_id)::int from app.sla_breach) as breached_clocks,
        (select count(*)::int from app.work_event where type = 'sla.breached') as breach_events,
        (select count(*)::int from app.work_event where type = 'sla.warned') as warn_events,
        (select count(*)::int from app.today_item where next_change_at <= now() - interval '1 hour') as stale_today`;
    expect(await onlooker.query(effects)).toEqual([
      {
        left: 0,
        handled: pursuits + 100,
        proposals: pursuits,
        with_proposal: pursuits,
        engagements: 100,
        proposal_events: pursuits,
        engagement_events: 100,
        breaches: overdue,
        breached_clocks: overdue,
        breach_events: overdue,
        warn_events: overdue,
        stale_today: 0,
      },
    ]);
    // Complete now: the processes have ended, and with them their connections.
    await onlooker.until('select count(*) from pg_stat_activity where datname = current_database()', 1);
    expect(await onlooker.count('select deadlocks from pg_stat_database where datname = current_database()')).toBe(0);
  });
});
