import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../tests/events/test-database.ts';
import { addSignal } from '../../tests/events/test-records.ts';
import type { TenantSession } from '../db/session.ts';
import { addSeconds } from '../platform/clock.ts';
import { startClocks, stopClocks } from './clocks.ts';
import { pauseClocks, resumeClocks } from './pause-clocks.ts';
import { insertDefaultRules } from './rules.ts';
import { sweepSla } from './sweep.ts';

const hours = 3600;
let database: TestDatabase;
let orgId: number;
let signalId: number;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.stop());
beforeEach(async () => {
  orgId = await database.addOrg();
  signalId = await database.inOrg(orgId, async (session) => {
    await insertDefaultRules(session);
    return addSignal(session);
  });
});

const inOrg = <T>(work: (session: TenantSession) => Promise<T>): Promise<T> => database.inOrg(orgId, work);
const triage = (session: TenantSession, recordId = signalId) =>
  ({ metric: 'triage', recordType: 'signal', recordId, at: session.now }) as const;
const start = () => inOrg((session) => startClocks(session, [triage(session)]));
const stop = () => inOrg((session) => stopClocks(session, [{ ...triage(session), metric: null }]));
const clocks = () => inOrg((session) => session.db.selectFrom('slaClock').selectAll().orderBy('slaClockId').execute());
const breaches = () => inOrg((session) => session.db.selectFrom('slaBreach').selectAll().execute());
const sweep = () => sweepSla({ ...database, batchSize: 1000, budgetMs: 60_000 });

describe('SLA clocks', () => {
  test('start with the thresholds of the rule they are pinned to', async () => {
    const now = database.clock.now();
    const [started] = await start();
    expect(started).toEqual({
      recordType: 'signal',
      recordId: signalId,
      metric: 'triage',
      warnAt: addSeconds(now, 18 * hours),
      dueAt: addSeconds(now, 24 * hours),
    });
    expect(await clocks()).toMatchObject([{ cycle: 1, ruleVersion: 1, state: 'running', runningSince: now }]);
  });

  test('are started and stopped for any number of records in one statement each', async () => {
    const trips = await inOrg(async (session) => {
      const ids: number[] = [];
      for (let n = 0; n < 50; n += 1) ids.push(await addSignal(session));
      const before = session.trips.count;
      const started = await startClocks(
        session,
        ids.map((id) => triage(session, id)),
      );
      const stopped = await stopClocks(
        session,
        ids.map((id) => triage(session, id)),
      );
      expect([started.length, stopped.length]).toEqual([50, 50]);
      return session.trips.count - before;
    });
    expect(trips).toBe(2);
  });

  test('do not start twice while one runs, and count cycles', async () => {
    await start();
    expect(await start()).toEqual([]);
    await stop();
    await start();
    expect((await clocks()).map((clock) => clock.cycle)).toEqual([1, 2]);
  });

  test('do not start under a rule that is not active', async () => {
    await inOrg((session) =>
      session.db.updateTable('slaRule').set({ active: false }).where('orgId', '=', orgId).execute(),
    );
    expect(await start()).toEqual([]);
  });

  test('stop without an event when they are in time', async () => {
    await start();
    database.clock.advance(5 * hours);
    expect(await stop()).toEqual([{ recordType: 'signal', recordId: signalId, metrics: ['triage'], drafts: [] }]);
    expect(await breaches()).toEqual([]);
    expect(await stop()).toEqual([]);
  });

  test('that passed their target unnoticed get their breach with its true time when they stop', async () => {
    const [started] = await start();
    database.clock.advance(30 * hours);
    const now = database.clock.now();
    const [stopped] = await stop();
    expect(stopped?.drafts.map((draft) => [draft.type, draft.happenedAt])).toEqual([
      ['sla.breached', started?.dueAt],
      ['sla.resolved', now],
    ]);
    expect(await breaches()).toMatchObject([{ breachedAt: started?.dueAt, detectedAt: now, resolvedAt: now }]);
    expect(await clocks()).toMatchObject([{ state: 'stopped', breachedAt: started?.dueAt, nextActionAt: null }]);
  });

  test('resolve the breach that the sweep has opened', async () => {
    await start();
    database.clock.advance(25 * hours);
    await sweep();
    database.clock.advance(1 * hours);
    const [stopped] = await stop();
    expect(stopped?.drafts.map((draft) => draft.type)).toEqual(['sla.resolved']);
    expect(await breaches()).toMatchObject([{ resolvedAt: database.clock.now() }]);
  });

  test('pause without consuming, and go on where they were', async () => {
    const [started] = await start();
    database.clock.advance(10 * hours + 0.25);
    expect(await inOrg((session) => pauseClocks(session, [triage(session)]))).toBe(1);
    database.clock.advance(100 * hours);
    await sweep();
    expect(await clocks()).toMatchObject([{ state: 'paused', consumedSeconds: 10 * hours, breachedAt: null }]);
    expect(await inOrg((session) => resumeClocks(session, [triage(session)]))).toBe(1);
    expect(await clocks()).toMatchObject([
      {
        state: 'running',
        dueAt: addSeconds(started?.dueAt ?? new Date(0), 100 * hours),
        nextActionAt: addSeconds(started?.warnAt ?? new Date(0), 100 * hours),
      },
    ]);
  });

  test('that stop while paused are not late, however long the pause', async () => {
    await start();
    await inOrg((session) => pauseClocks(session, [triage(session)]));
    database.clock.advance(500 * hours);
    expect((await stop())[0]?.drafts).toEqual([]);
  });
});
