import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../../tests/events/test-database.ts';
import { emitAbout } from '../../tests/events/test-records.ts';
import { listEvents, readTimeline, type EventFilter } from './list-events.ts';

const all: EventFilter = { recordType: null, recordId: null, types: [], actor: null, from: null, to: null };
let database: TestDatabase;
let orgId: number;
let start: Date;
beforeAll(async () => {
  database = await startTestDatabase();
  orgId = await database.addOrg();
  start = database.clock.now();
  for (let n = 1; n <= 6; n += 1) {
    await database.inOrg(orgId, (session) =>
      emitAbout(session, n === 1 ? 'candidate.created' : 'candidate.updated', n % 2 === 0 ? 2 : 1, Math.ceil(n / 2)),
    );
    database.clock.advance(60);
  }
});
afterAll(() => database.stop());

const list = (filter: Partial<EventFilter>, limit = 50, cursor: string | null = null) =>
  database.inOrg(orgId, (session) => listEvents(session, { ...all, ...filter }, { limit, cursor }));
const minute = (n: number): Date => new Date(start.getTime() + n * 60_000);

describe('the trail', () => {
  test('is read latest first and page by page, nothing twice and nothing left out', async () => {
    const seen: Date[] = [];
    let cursor: string | null = null;
    do {
      const page = await list({}, 4, cursor);
      seen.push(...page.data.map((event) => event.happenedAt));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual([5, 4, 3, 2, 1, 0].map(minute));
  });

  test.each([
    ['record', { recordType: 'candidate', recordId: 2 }, 3],
    ['type', { types: ['candidate.created'] }, 1],
    ['one of several types', { types: ['candidate.created', 'candidate.updated'] }, 6],
    ['actor', { actor: 'system:test' }, 6],
    ['another actor', { actor: 'system:other' }, 0],
    ['record type without events', { recordType: 'pursuit' }, 0],
  ] as const)('is filtered by %s', async (_, filter, count) => {
    expect((await list(filter)).data).toHaveLength(count);
  });

  test('is filtered by time, both ends included', async () => {
    const page = await list({ from: minute(1), to: minute(3) });
    expect(page.data.map((event) => event.happenedAt)).toEqual([3, 2, 1].map(minute));
  });

  test('takes a cursor only with the filter that it was made for', async () => {
    const { nextCursor } = await list({}, 2);
    await expect(list({ actor: 'system:test' }, 2, nextCursor)).rejects.toMatchObject({ code: 'invalid_cursor' });
  });

  test('shows an organisation nothing of another', async () => {
    const other = await database.addOrg();
    const page = await database.inOrg(other, (session) => listEvents(session, all, { limit: 50, cursor: null }));
    expect(page.data).toEqual([]);
    const foreign = database.inOrg(other, (session) =>
      readTimeline(session, 'candidate', 1, { limit: 50, cursor: null }),
    );
    await expect(foreign).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a timeline', () => {
  test('holds the events of its record alone, the last written first', async () => {
    const page = await database.inOrg(orgId, (session) =>
      readTimeline(session, 'candidate', 1, { limit: 2, cursor: null }),
    );
    const next = await database.inOrg(orgId, (session) =>
      readTimeline(session, 'candidate', 1, { limit: 2, cursor: page.nextCursor }),
    );
    expect([...page.data, ...next.data].map((event) => [event.recordId, event.sequence])).toEqual([
      [1, 3],
      [1, 2],
      [1, 1],
    ]);
  });
});
