import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emit, sequenced } from './emit.ts';
import { startTestDatabase, type TestDatabase } from '../../tests/events/test-database.ts';
import { emitAbout } from '../../tests/events/test-records.ts';

let database: TestDatabase;
let orgId: number;
beforeAll(async () => {
  database = await startTestDatabase();
  orgId = await database.addOrg();
});
afterAll(() => database.stop());

const draft = (n: number) => ({
  type: n % 2 === 0 ? ('candidate.promoted' as const) : ('candidate.updated' as const),
  recordType: 'candidate' as const,
  recordId: 100,
  payload: { n },
});

describe('emit', () => {
  test('writes any number of events in two statements, in the order given', async () => {
    const drafts = Array.from({ length: 300 }, (_, n) => draft(n));
    const trips = await database.inOrg(orgId, async (session) => {
      const before = session.trips.count;
      await emit(session, sequenced(7, drafts));
      return session.trips.count - before;
    });
    const rows = await database.inOrg(orgId, (session) =>
      session.db.selectFrom('workEvent').select(['sequence', 'payload']).orderBy('eventId').execute(),
    );
    expect(trips).toBe(2);
    expect(rows.map((row) => row.sequence)).toEqual(drafts.map((_, i) => 8 + i));
    expect(rows.map((row) => (JSON.parse(row.payload) as { n: number }).n)).toEqual(drafts.map((_, i) => i));
  });

  test('ties each delivery to its own event, with only the lowest of the record at the head', async () => {
    const rows = await database.inOrg(orgId, (session) =>
      session.db
        .selectFrom('outboxDelivery as d')
        .innerJoin('workEvent as e', (join) =>
          join.onRef('e.eventId', '=', 'd.eventId').onRef('e.orgId', '=', 'd.orgId'),
        )
        .select(['d.sequence', 'e.sequence as eventSequence', 'e.type', 'd.isHead'])
        .orderBy('d.sequence')
        .execute(),
    );
    expect(rows).toHaveLength(150);
    expect(rows.every((row) => row.sequence === row.eventSequence && row.type === 'candidate.promoted')).toBe(true);
    expect(rows.filter((row) => row.isHead).map((row) => row.sequence)).toEqual([8]);
  });

  test('makes one statement of events without a consumer, and none of no events', async () => {
    const trips = await database.inOrg(orgId, async (session) => {
      const before = session.trips.count;
      await emitAbout(session, 'candidate.created', 200, 1);
      await emit(session, []);
      return session.trips.count - before;
    });
    expect(trips).toBe(1);
  });

  test('refuses a sequence that the record has used', async () => {
    const again = database.inOrg(orgId, (session) => emitAbout(session, 'candidate.updated', 200, 1));
    await expect(again).rejects.toSatisfy((error) => database.engine.faultOf(error)?.kind === 'unique');
  });

  test('lets nothing change an event that was written', async () => {
    const change = database.inOrg(orgId, (session) =>
      session.db.updateTable('workEvent').set({ type: 'other' }).where('orgId', '=', orgId).execute(),
    );
    await expect(change).rejects.toThrow(/permission denied/);
  });
});
