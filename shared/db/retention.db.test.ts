import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../tests/events/test-database.ts';
import { applyRetention, type RetentionReport } from './retention.ts';
import { insertRows } from './write-rows.ts';

let base: TestDatabase;
let orgs: readonly number[];
beforeAll(async () => {
  base = await startTestDatabase();
});
afterAll(() => base.stop());
beforeEach(async () => {
  orgs = [await base.addOrg(), await base.addOrg()];
});

const day = 86_400_000;
const system = () => base.engine.reader({ kind: 'system' }, { count: 0 });
const run = (batchSize = 50): Promise<RetentionReport> =>
  applyRetention({ engine: base.engine, clock: base.clock, batchSize, inboxDays: 90, budgetMs: 60_000 });

/** Answers that expire `expiresIn` milliseconds from now. */
async function addAnswers(orgId: number, name: string, count: number, expiresIn: number): Promise<void> {
  const now = base.clock.now();
  const rows = Array.from({ length: count }, (_, i) => ({
    orgId,
    principalId: 'ann',
    route: 'signals-create',
    idempotencyKey: `${name}-${i}`,
    fingerprint: 'f',
    createdAt: now,
    expiresAt: new Date(now.getTime() + expiresIn),
  }));
  await insertRows(system(), 'idempotencyRecord', rows);
}

async function addHandled(orgId: number, eventIds: readonly number[], age: number): Promise<void> {
  const handledAt = new Date(base.clock.now().getTime() - age);
  await insertRows(
    system(),
    'inbox',
    eventIds.map((eventId) => ({ orgId, consumer: 'engagement', eventId, handledAt })),
  );
}

async function keysOf(orgId: number): Promise<string[]> {
  const rows = await system()
    .selectFrom('idempotencyRecord')
    .select('idempotencyKey')
    .where('orgId', '=', orgId)
    .execute();
  return rows.map((row) => row.idempotencyKey).sort();
}

async function handledOf(orgId: number): Promise<number[]> {
  const rows = await system().selectFrom('inbox').select('eventId').where('orgId', '=', orgId).execute();
  return rows.map((row) => row.eventId).sort((a, b) => a - b);
}

describe('retention', () => {
  it('deletes expired answers of every organisation and keeps those that still count, to the moment', async () => {
    const [one = 0, two = 0] = orgs;
    await addAnswers(one, 'gone', 3, 0);
    await addAnswers(one, 'kept', 2, 1);
    await addAnswers(two, 'gone', 1, -day);
    expect(await run()).toEqual({ idempotencyRecords: 4, inboxRows: 0 });
    expect(await keysOf(one)).toEqual(['kept-0', 'kept-1']);
    expect(await keysOf(two)).toEqual([]);
    expect(await run()).toEqual({ idempotencyRecords: 0, inboxRows: 0 });
  });

  it('goes on in small batches until nothing is left', async () => {
    await addAnswers(orgs[0] ?? 0, 'many', 25, -1);
    expect((await run(10)).idempotencyRecords).toBe(25);
    await addAnswers(orgs[0] ?? 0, 'even', 20, -1);
    expect((await run(10)).idempotencyRecords).toBe(20);
  });

  it('run three times at once deletes every row once', async () => {
    await addAnswers(orgs[0] ?? 0, 'race', 200, -1);
    const reports = await Promise.all([run(20), run(20), run(20)]);
    expect(reports.reduce((sum, report) => sum + report.idempotencyRecords, 0)).toBe(200);
    expect(await keysOf(orgs[0] ?? 0)).toEqual([]);
  });

  it('leaves a row that somebody holds, without waiting for him', async () => {
    const [orgId = 0] = orgs;
    await addAnswers(orgId, 'held', 2, -1);
    await base.engine.transaction({ kind: 'system' }, { count: 0 }, async (db) => {
      await db
        .selectFrom('idempotencyRecord')
        .select('orgId')
        .where('idempotencyKey', '=', 'held-0')
        .forUpdate()
        .execute();
      expect((await run()).idempotencyRecords).toBe(1);
    });
    expect(await keysOf(orgId)).toEqual(['held-0']);
    expect((await run()).idempotencyRecords).toBe(1);
  });

  it('forgets handled events after the longest replay, but none whose delivery is still there', async () => {
    const [orgId = 0] = orgs;
    const now = base.clock.now();
    const event = { type: 'pursuit.won', recordType: 'pursuit' as const, recordId: 1, changed: [], payload: {} };
    const said = { actorKind: 'user' as const, actorId: 'ann', correlationId: 'c', causationId: null };
    const [dead = 0] = await insertRows(
      system(),
      'workEvent',
      [{ orgId, ...event, ...said, sequence: 1, happenedAt: now, recordedAt: now }],
      'eventId',
    );
    await system()
      .insertInto('outboxDelivery')
      .values({
        orgId,
        eventId: dead,
        consumer: 'engagement',
        recordType: 'pursuit',
        recordId: 1,
        sequence: 1,
        state: 'dead',
        isHead: true,
        dueAt: now,
        createdAt: now,
        updatedAt: now,
      })
      .execute();
    await addHandled(orgId, [dead, dead + 1000], 90 * day);
    await addHandled(orgId, [dead + 2000], 90 * day - 1);
    expect(await run()).toEqual({ idempotencyRecords: 0, inboxRows: 1 });
    expect(await handledOf(orgId)).toEqual([dead, dead + 2000]);
  });
});
