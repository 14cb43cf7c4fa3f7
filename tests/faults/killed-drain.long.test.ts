import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../api/database.ts';
import type { FreshDatabase } from '../api/fresh-database.ts';
import { buildBundle, type AppProcess, type Bundle } from './app-process.ts';
import { makeBacklog } from './backlog.ts';
import { blocked, openOnlooker, type Onlooker } from './onlooker.ts';

const env = { OUTBOX_LEASE_SECONDS: '5', OUTBOX_BATCH_SIZE: '20', OUTBOX_IDLE_MAX_MS: '200' };
const left = 'select count(*) from app.outbox_delivery';
const leased = `${left} where state = 'leased'`;

let bundle: Bundle;
let database: FreshDatabase;
let onlooker: Onlooker;
let gate: Onlooker;
beforeAll(async () => {
  [bundle, database] = await Promise.all([buildBundle(), freshDatabase()]);
  [onlooker, gate] = await Promise.all([openOnlooker(database.url), openOnlooker(database.url)]);
});
afterAll(async () => {
  await Promise.all([onlooker.close(), gate.close()]);
  await database.drop();
  await bundle.remove();
});

/** Starts a host and its drain, and kills the host once `reached`. */
async function killedWhen(reached: () => Promise<unknown>): Promise<void> {
  const app = await bundle.start(database.url, env);
  const drain = app.fire('outbox').then(
    () => 'the drain ended before it was killed',
    () => 'killed',
  );
  await reached();
  await app.kill();
  expect(await drain).toBe('killed');
}

/** Cuts connections whose program is gone, as the server does when it notices. */
const cutOff = () =>
  onlooker.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'postgres' and wait_event_type = 'Lock'",
  );

async function drained(app: AppProcess): Promise<number> {
  for (let runs = 1; ; runs += 1) {
    await app.fire('outbox');
    if ((await onlooker.count(left)) === 0) return runs;
    if (runs === 30) throw new Error('The outbox does not get empty.');
  }
}

describe('the host killed with kill -9 in a drain', () => {
  it('loses no event and makes nothing twice, wherever it was hit', async () => {
    await makeBacklog(database.url, { promoted: 300, won: 100 });
    const deliveries = await onlooker.count(left);
    expect(deliveries).toBe(500);

    // In the transaction of an effect.
    await gate.query('begin; lock table app.proposal in share mode');
    await killedWhen(() => onlooker.until(blocked, 1));
    expect(await onlooker.count(leased)).toBe(20);
    await gate.query('rollback');
    await onlooker.until(blocked, 0);
    expect(await onlooker.count('select count(*) from app.inbox')).toBe(0);

    // Between an effect's commit and the completion of its deliveries.
    await gate.query('begin; lock table app.proposal in share mode');
    await killedWhen(async () => {
      await onlooker.until(blocked, 1);
      await onlooker.query('begin');
      await onlooker.query('lock table app.outbox_delivery in share mode');
      await gate.query('rollback');
      await onlooker.until('select count(*) from app.inbox', 20);
      await onlooker.until(blocked, 1);
    });
    await cutOff();
    await onlooker.query('rollback');
    await onlooker.until(blocked, 0);
    expect(await onlooker.count(left)).toBe(deliveries);
    expect(await onlooker.count('select count(*) from app.inbox')).toBe(20);

    // Anywhere.
    await killedWhen(async () => {
      while ((await onlooker.count(left)) > deliveries - 100);
    });
    expect(await onlooker.count(left)).toBeGreaterThan(0);

    const app = await bundle.start(database.url, env);
    await drained(app);
    expect(app.troubles).toEqual([]);
    await app.stop();
    expect(
      await onlooker.query(`
        select (select count(*)::int from app.inbox) as handled,
          (select count(*)::int from app.proposal) as proposals,
          (select count(distinct pursuit_id)::int from app.proposal) as with_proposal,
          (select count(*)::int from app.engagement) as engagements,
          (select count(*)::int from app.work_event where type = 'proposal.created') as proposal_events,
          (select count(*)::int from app.work_event where type = 'engagement.created') as engagement_events`),
    ).toEqual([
      {
        handled: deliveries,
        proposals: 400,
        with_proposal: 400,
        engagements: 100,
        proposal_events: 400,
        engagement_events: 100,
      },
    ]);
    expect(
      await onlooker.query('select consumer, event_id from app.inbox group by consumer, event_id having count(*) > 1'),
    ).toEqual([]);
  });
});
