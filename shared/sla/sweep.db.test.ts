import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../tests/events/test-database.ts';
import { addSignal } from '../../tests/events/test-records.ts';
import { parseJson } from '../db/json.ts';
import { addSeconds } from '../platform/clock.ts';
import { startClocks } from './clocks.ts';
import { insertDefaultRules } from './rules.ts';
import { sweepSla } from './sweep.ts';

const hours = 3600;
let database: TestDatabase;
let orgId: number;
let start: Date;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.stop());
beforeEach(async () => {
  orgId = await database.addOrg();
  start = database.clock.now();
  await database.inOrg(orgId, insertDefaultRules);
});

const sweep = (batchSize = 1000) => sweepSla({ ...database, batchSize, budgetMs: 60_000 });
const addSignals = (count: number): Promise<number[]> =>
  database.inOrg(orgId, async (session) => {
    const ids: number[] = [];
    for (let n = 0; n < count; n += 1) ids.push(await addSignal(session));
    await startClocks(
      session,
      ids.map((recordId) => ({ metric: 'triage', recordType: 'signal', recordId, at: session.now })),
    );
    return ids;
  });
const events = () =>
  database.inOrg(orgId, (session) => session.db.selectFrom('workEvent').selectAll().orderBy('eventId').execute());

describe('the SLA sweep', () => {
  test('warns at the warning and breaches at the target, each once and with its true time', async () => {
    const [recordId] = await addSignals(1);
    database.clock.advance(17 * hours);
    expect(await sweep()).toMatchObject({ warned: 0, breached: 0 });
    database.clock.advance(2 * hours);
    expect(await sweep()).toMatchObject({ warned: 1, breached: 0 });
    database.clock.advance(5 * hours);
    expect(await sweep()).toMatchObject({ warned: 0, breached: 1 });
    expect(await sweep()).toMatchObject({ batches: 0, warned: 0, breached: 0 });
    expect(
      (await events()).map(({ type, recordId: id, sequence, happenedAt }) => [type, id, sequence, happenedAt]),
    ).toEqual([
      ['sla.warned', recordId, 1, addSeconds(start, 18 * hours)],
      ['sla.breached', recordId, 2, addSeconds(start, 24 * hours)],
    ]);
  });

  test('after downtime records both thresholds and marks the warning superseded', async () => {
    await addSignals(1);
    database.clock.advance(40 * hours);
    expect(await sweep()).toMatchObject({ warned: 1, breached: 1 });
    const written = await events();
    expect(written.map(({ happenedAt }) => happenedAt)).toEqual([
      addSeconds(start, 18 * hours),
      addSeconds(start, 24 * hours),
    ]);
    expect(parseJson(written[0]?.payload ?? '{}')).toMatchObject({
      superseded: true,
      detectedAt: database.clock.now().toISOString(),
    });
  });

  test('two at once record everything once', async () => {
    await addSignals(120);
    database.clock.advance(40 * hours);
    const reports = await Promise.all([sweep(25), sweep(25), sweep(40)]);
    const last = await sweep(25);
    const sum = (name: 'warned' | 'breached') => [...reports, last].reduce((total, report) => total + report[name], 0);
    expect([sum('warned'), sum('breached')]).toEqual([120, 120]);
    expect(await events()).toHaveLength(240);
  });

  test('leaves a record that somebody holds to the next run instead of waiting for it', async () => {
    const [recordId] = await addSignals(1);
    database.clock.advance(40 * hours);
    await database.inOrg(orgId, async (session) => {
      await session.db
        .selectFrom('signal')
        .select('signalId')
        .where('signalId', '=', recordId ?? 0)
        .forUpdate()
        .execute();
      expect(await sweep()).toMatchObject({ skipped: 1, breached: 0 });
    });
    expect(await sweep()).toMatchObject({ skipped: 0, breached: 1 });
  });

  test('takes a number of statements that does not grow with the clocks of a batch', async () => {
    await addSignals(300);
    database.clock.advance(40 * hours);
    let statements = 0;
    const { engine } = database;
    const counting = {
      ...database,
      engine: {
        ...engine,
        transaction: ((scope, trips, work) =>
          engine.transaction(scope, trips, async (db) => {
            const result = await work(db);
            statements = trips.count;
            return result;
          })) as typeof engine.transaction,
      },
    };
    expect(await sweepSla({ ...counting, batchSize: 1000, budgetMs: 60_000 })).toMatchObject({
      batches: 1,
      breached: 300,
    });
    expect(statements).toBeLessThanOrEqual(6);
  });
});
