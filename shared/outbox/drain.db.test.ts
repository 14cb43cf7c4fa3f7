import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openSystem } from '../db/open-tenant.ts';
import { startTestDatabase, type TestDatabase } from '../../tests/events/test-database.ts';
import { emitAbout } from '../../tests/events/test-records.ts';
import { claim } from './claim.ts';
import { complete } from './complete.ts';
import { drainOutbox } from './drain.ts';
import { DestinationDownError, PermanentError } from './failure.ts';
import { handleGroup } from './handle-group.ts';
import { loadEvents } from './load-events.ts';
import { consumerOf, drainDeps } from '../../tests/events/test-drain.ts';

let database: TestDatabase;
let orgId: number;
const system = () => openSystem(database.engine, database.clock, 'test');
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.stop());
beforeEach(async () => {
  await system().db.deleteFrom('outboxDelivery').execute();
  orgId = await database.addOrg();
});

const promote = (recordId: number, sequence = 1): Promise<void> =>
  database.inOrg(orgId, (session) => emitAbout(session, 'candidate.promoted', recordId, sequence));
const deliveries = () =>
  system().db.selectFrom('outboxDelivery').selectAll().where('orgId', '=', orgId).orderBy('recordId').execute();

const expireLeases = () =>
  system()
    .db.updateTable('outboxDelivery')
    .set({ leaseUntil: new Date(0) })
    .where('state', '=', 'leased')
    .execute();

describe('draining the outbox', () => {
  test('hands what is due over in batches and leaves nothing behind', async () => {
    const sizes: number[] = [];
    const consumer = consumerOf(async (_, events) => {
      sizes.push(events.length);
    });
    for (let id = 1; id <= 20; id += 1) await promote(id);
    const report = await drainOutbox(drainDeps(database, [consumer]));
    expect(sizes).toEqual([20]);
    expect(report).toMatchObject({ claimed: 20, completed: 20, late: 0, dead: 0 });
    expect(await deliveries()).toEqual([]);
  });

  test('claims at the same time share what is due, none more than its limit', async () => {
    await database.inOrg(orgId, async (session) => {
      for (let id = 1; id <= 90; id += 1) await emitAbout(session, 'candidate.promoted', id, 1);
    });
    const claims = await Promise.all([1, 2, 3, 4].map(() => claim(system(), 20, 90)));
    const ids = claims.flatMap((claimed) => claimed.map((delivery) => delivery.deliveryId));
    expect(Math.max(...claims.map((claimed) => claimed.length))).toBeLessThanOrEqual(20);
    expect(new Set(ids).size).toBe(ids.length);
    expect(await claim(system(), 90, 90)).toHaveLength(90 - ids.length);
  });

  test('keeps the order of a record', async () => {
    const seen: number[] = [];
    const consumer = consumerOf(async (_, events) => {
      seen.push(...events.map((event) => event.sequence));
    });
    for (let sequence = 1; sequence <= 5; sequence += 1) await promote(1, sequence);
    await drainOutbox(drainDeps(database, [consumer]));
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  test('a poisoned record holds up only itself', async () => {
    const handled: number[] = [];
    const consumer = consumerOf(async (session, events) => {
      if (events.some((event) => event.recordId === 3)) throw new PermanentError('poison');
      handled.push(...events.map((event) => event.recordId));
      expect(session.orgId).toBe(orgId);
    });
    for (let id = 1; id <= 8; id += 1) await promote(id);
    await promote(3, 2);
    const report = await drainOutbox(drainDeps(database, [consumer]));
    expect(handled.toSorted((a, b) => a - b)).toEqual([1, 2, 4, 5, 6, 7, 8]);
    expect(report).toMatchObject({ completed: 7, dead: 1 });
    expect((await deliveries()).map(({ state, isHead, sequence }) => ({ state, isHead, sequence }))).toEqual([
      { state: 'dead', isHead: true, sequence: 1 },
      { state: 'ready', isHead: false, sequence: 2 },
    ]);
  });

  test('a failing attempt is put off, counted and kept', async () => {
    const consumer = consumerOf(() => Promise.reject(new TypeError('broken')));
    await promote(1);
    await drainOutbox(drainDeps(database, [consumer]));
    const [delivery] = await deliveries();
    const attempts = await system().db.selectFrom('outboxAttempt').selectAll().where('orgId', '=', orgId).execute();
    expect(delivery).toMatchObject({ state: 'ready', attempts: 1, errorClass: 'TypeError', errorMessage: 'broken' });
    expect(delivery?.dueAt).toEqual(new Date(database.clock.now().getTime() + 30_000));
    expect(attempts).toMatchObject([{ deliveryId: delivery?.deliveryId, token: 1, errorClass: 'TypeError' }]);
  });

  test('an outage of the destination burns no attempt', async () => {
    const consumer = consumerOf(() => Promise.reject(new DestinationDownError('away')));
    await promote(1);
    for (let minute = 0; minute < 30; minute += 1) {
      await drainOutbox(drainDeps(database, [consumer]));
      database.clock.advance(60);
    }
    expect(await deliveries()).toMatchObject([{ state: 'ready', attempts: 0 }]);
  });

  test('effect and inbox commit together: an event handled before its worker died has no second effect', async () => {
    const effects: number[] = [];
    const consumer = consumerOf(async (_, events) => {
      effects.push(...events.map((event) => event.eventId));
    });
    await promote(1);
    const deps = drainDeps(database, [consumer]);
    const held = await loadEvents(system(), await claim(system(), 10, 90));
    await handleGroup(deps.openTenant, consumer, held, () => false, deps.logger);
    // Here the worker dies: the effect is committed, the delivery is not completed.
    await expireLeases();
    const report = await drainOutbox(deps);
    expect(report).toMatchObject({ reclaimed: 1, completed: 1 });
    expect(effects).toHaveLength(1);
  });

  test('a lease that has run out is taken back, and the late completion changes nothing', async () => {
    await promote(1);
    const [stale] = await claim(system(), 10, 90);
    if (stale === undefined) throw new Error('nothing was claimed');
    await system()
      .db.updateTable('outboxDelivery')
      .set({ leaseUntil: new Date(0) })
      .execute();
    const late: unknown[] = [];
    const consumer = consumerOf(async () => {
      late.push(await complete(system(), [stale]));
    });
    const report = await drainOutbox(drainDeps(database, [consumer]));
    expect(late).toEqual([{ completed: 0, late: 1 }]);
    expect(report).toMatchObject({ reclaimed: 1, completed: 1 });
    expect(await deliveries()).toEqual([]);
  });

  test('a delivery that keeps killing its worker goes dead with class crash', async () => {
    await promote(1);
    for (let crash = 1; crash <= 5; crash += 1) {
      await claim(system(), 10, 90);
      await expireLeases();
      if (crash < 5) await drainOutbox(drainDeps(database, [], { budgetMs: 0 }));
    }
    const report = await drainOutbox(drainDeps(database, []));
    expect(report).toMatchObject({ reclaimed: 1, dead: 1 });
    expect(await deliveries()).toMatchObject([{ state: 'dead', errorClass: 'crash', crashes: 5, attempts: 0 }]);
  });

  test('a lane whose head was lost between two transactions is repaired', async () => {
    await promote(1);
    await system().db.updateTable('outboxDelivery').set({ isHead: false }).execute();
    const consumer = consumerOf(async () => undefined);
    const report = await drainOutbox(drainDeps(database, [consumer]));
    expect(report).toMatchObject({ headsRepaired: 1, completed: 1 });
  });

  test('deliveries of a consumer that is no more wait for it, then go dead one after the other, holding up nothing', async () => {
    await promote(1, 1);
    await promote(1, 2);
    await system().db.updateTable('outboxDelivery').set({ consumer: 'retired' }).execute();
    expect(await drainOutbox(drainDeps(database, []))).toMatchObject({ retried: 1, dead: 0 });
    database.clock.advance(4 * 86_400);
    expect(await drainOutbox(drainDeps(database, []))).toMatchObject({ retried: 0, dead: 2 });
    expect((await deliveries()).map(({ state, isHead }) => ({ state, isHead }))).toEqual([
      { state: 'dead', isHead: false },
      { state: 'dead', isHead: false },
    ]);
  });

  test('two drains at once make every effect once', async () => {
    const seen: string[] = [];
    const consumer = consumerOf(async (_, events) => {
      seen.push(...events.map((event) => `${event.recordId}/${event.sequence}`));
    });
    await database.inOrg(orgId, async (session) => {
      for (let id = 1; id <= 60; id += 1)
        for (let sequence = 1; sequence <= 3; sequence += 1)
          await emitAbout(session, 'candidate.promoted', id, sequence);
    });
    const deps = drainDeps(database, [consumer], { batchSize: 7 });
    const reports = await Promise.all([drainOutbox(deps), drainOutbox(deps)]);
    expect(reports.reduce((sum, report) => sum + report.completed, 0)).toBe(180);
    expect(seen).toHaveLength(180);
    expect(new Set(seen).size).toBe(180);
    for (let id = 1; id <= 60; id += 1)
      expect(seen.filter((key) => key.startsWith(`${id}/`))).toEqual([`${id}/1`, `${id}/2`, `${id}/3`]);
  });
});
