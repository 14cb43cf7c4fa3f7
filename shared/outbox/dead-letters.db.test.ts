import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../tests/events/test-database.ts';
import { consumerOf, drainDeps } from '../../tests/events/test-drain.ts';
import { emitAbout } from '../../tests/events/test-records.ts';
import { openSystem } from '../db/open-tenant.ts';
import { getDeadLetter, groupDeadLetters, listDeadLetters } from './dead-letters.ts';
import { drainOutbox } from './drain.ts';
import { PermanentError } from './failure.ts';
import { replayDeadLetter } from './replay.ts';

let database: TestDatabase;
let orgId: number;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.stop());
beforeEach(async () => {
  await openSystem(database.engine, database.clock, 'test').db.deleteFrom('outboxDelivery').execute();
  orgId = await database.addOrg();
});

const all = { consumer: null, fingerprint: null };
const promote = (recordId: number, sequence = 1) =>
  database.inOrg(orgId, (session) => emitAbout(session, 'candidate.promoted', recordId, sequence));
const drain = (handle: Parameters<typeof consumerOf>[0]) => drainOutbox(drainDeps(database, [consumerOf(handle)]));
const refuse = () => Promise.reject(new PermanentError('no'));
const list = (limit = 50, cursor: string | null = null) =>
  database.inOrg(orgId, (session) => listDeadLetters(session, all, { limit, cursor }));
const detail = (id: number) => database.inOrg(orgId, (session) => getDeadLetter(session, id));

describe('dead letters', () => {
  test('are listed newest first, page by page, and each alone with its attempts', async () => {
    for (const id of [1, 2, 3]) {
      await promote(id);
      await drain(refuse);
      database.clock.advance(60);
    }
    const first = await list(2);
    const second = await list(2, first.nextCursor);
    expect(first.data.map((letter) => letter.recordId)).toEqual([3, 2]);
    expect(second.data.map((letter) => letter.recordId)).toEqual([1]);
    expect(second.nextCursor).toBeNull();
    expect(first.data[0]).toMatchObject({ eventType: 'candidate.promoted', errorClass: 'PermanentError' });
    expect(await detail(first.data[0]?.deliveryId ?? 0)).toEqual({
      ...first.data[0],
      version: 1,
      history: [{ token: 1, attemptedAt: expect.any(Date) as Date, errorClass: 'PermanentError', errorMessage: 'no' }],
    });
  });

  test('of one cause make one group', async () => {
    for (const id of [1, 2, 3]) await promote(id);
    await drain(refuse);
    await promote(4);
    await drain(() => Promise.reject(new PermanentError('for another reason')));
    const groups = await database.inOrg(orgId, groupDeadLetters);
    expect(groups.map(({ consumer, errorClass, count }) => [consumer, errorClass, count])).toEqual([
      ['proposal-v1', 'PermanentError', 3],
      ['proposal-v1', 'PermanentError', 1],
    ]);
  });

  test('replayed ones are handled under the same event id, and those behind them follow', async () => {
    await promote(1, 1);
    await promote(1, 2);
    await drain(refuse);
    const [letter] = (await list()).data;
    const id = letter?.deliveryId ?? 0;
    const replayed = await database.inOrg(orgId, (session) => replayDeadLetter(session, id));
    const seen: number[][] = [];
    await drain(async (_, events) => {
      seen.push(...events.map((event) => [event.eventId, event.sequence]));
    });
    expect(replayed).toMatchObject({ deliveryId: id, eventId: letter?.eventId, state: 'ready' });
    expect(seen.map(([, sequence]) => sequence)).toEqual([1, 2]);
    expect(seen[0]?.[0]).toBe(letter?.eventId);
    expect((await list()).data).toEqual([]);
  });

  test('a replay is an event of its own and the token goes on rising', async () => {
    await promote(1);
    await drain(refuse);
    const id = (await list()).data[0]?.deliveryId ?? 0;
    for (const token of [2, 4]) {
      await database.inOrg(orgId, (session) => replayDeadLetter(session, id));
      const [last] = await database.inOrg(orgId, (session) =>
        session.db
          .selectFrom('workEvent')
          .selectAll()
          .where('type', '=', 'delivery.replayed')
          .orderBy('eventId', 'desc')
          .execute(),
      );
      expect(last).toMatchObject({ recordType: 'outbox_delivery', recordId: id, sequence: token });
      await drain(refuse);
    }
    const { history } = await detail(id);
    expect(history.map((attempt) => attempt.token)).toEqual([1, 3, 5]);
  });

  test('of another organisation do not exist, and one that is on its way is a conflict', async () => {
    await promote(1);
    const [delivery] = await database.inOrg(orgId, (session) =>
      session.db.selectFrom('outboxDelivery').select('deliveryId').execute(),
    );
    const id = delivery?.deliveryId ?? 0;
    await expect(database.inOrg(orgId, (session) => replayDeadLetter(session, id))).rejects.toMatchObject({
      code: 'conflict',
    });
    await drain(refuse);
    const other = await database.addOrg();
    const foreign = database.inOrg(other, (session) => replayDeadLetter(session, id));
    await expect(foreign).rejects.toMatchObject({ code: 'not_found' });
    expect(
      await database.inOrg(other, (session) => listDeadLetters(session, all, { limit: 50, cursor: null })),
    ).toEqual({
      data: [],
      nextCursor: null,
    });
  });
});
