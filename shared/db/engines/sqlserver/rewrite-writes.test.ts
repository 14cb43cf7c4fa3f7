import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { dbNow, dbNowPlus, jsonRows } from '../../portable.ts';
import { compileOnly as db, tsql } from './testing/compile-only-database.ts';
import { UnsupportedQueryError } from './unsupported.ts';

const now = new Date('2026-01-02T03:04:05.678Z');
const org = { orgKey: 'a', name: 'A', kind: 'live', settings: '{}', createdAt: now, updatedAt: now } as const;

test('returning on an insert reads from inserted', () => {
  expect(tsql(db.insertInto('org').values(org).returning(['orgId', 'version as v']))).toBe(
    'insert into app.org (org_key, name, kind, settings, created_at, updated_at) output inserted.org_id, inserted.version as v' +
      ' values (@1, @2, @3, @4, @5, @6)',
  );
  expect(tsql(db.insertInto('org').values(org).returningAll())).toContain('output inserted.* values');
});

test('returning on an update reads from inserted, other tables keep their names', () => {
  const query = db
    .updateTable('signal as s')
    .from(jsonRows('r', { id: 'bigint', version: 'int' }, [{ id: 1, version: 2 }]))
    .set((eb) => ({ version: eb('s.version', '+', 1) }))
    .whereRef('s.signalId', '=', 'r.id')
    .returning(['s.signalId', 'r.id as wanted']);
  expect(tsql(query)).toBe(
    'update s set version = s.version + @1 output inserted.signal_id, r.id as wanted' +
      " from app.signal as s, openjson(@2) with (id bigint '$.id', version int '$.version') as r where s.signal_id = r.id",
  );
});

test('an update without alias joins its own table when it reads from others', () => {
  const query = db
    .updateTable('signal')
    .from('candidate')
    .set({ version: 2 })
    .whereRef('signal.orgId', '=', 'candidate.orgId');
  expect(tsql(query)).toBe(
    'update app.signal set version = @1 from app.signal, app.candidate where app.signal.org_id = app.candidate.org_id',
  );
});

test('a plain update keeps its shape', () => {
  expect(tsql(db.updateTable('signal').set({ version: 2 }).where('orgId', '=', 1))).toBe(
    'update app.signal set version = @1 where org_id = @2',
  );
});

test('a claim locks and skips in its derived table and repeats its state on the updated row', () => {
  const picked = db
    .selectFrom('outboxDelivery')
    .select(['orgId', 'deliveryId'])
    .where('state', '=', 'ready')
    .where('dueAt', '<=', dbNow())
    .orderBy('dueAt')
    .limit(10)
    .forUpdate()
    .skipLocked()
    .as('picked');
  const query = db
    .updateTable('outboxDelivery as d')
    .from(picked)
    .set((eb) => ({ state: 'leased', token: eb('d.token', '+', 1), leaseUntil: dbNowPlus(60) }))
    .whereRef('d.orgId', '=', 'picked.orgId')
    .whereRef('d.deliveryId', '=', 'picked.deliveryId')
    .where('d.state', '=', 'ready')
    .returning(['d.deliveryId', 'd.token']);
  expect(tsql(query)).toBe(
    'update d set state = @1, token = d.token + @2, lease_until = dateadd(second, 60, cast(sysutcdatetime() as datetime2(3)))' +
      ' output inserted.delivery_id, inserted.token from app.outbox_delivery as d,' +
      ' (select org_id, delivery_id from app.outbox_delivery with (updlock, rowlock, readpast, readcommittedlock)' +
      " where state = N'ready' and due_at <= cast(sysutcdatetime() as datetime2(3)) order by due_at offset 0 rows fetch next @3 rows only) as picked" +
      " where d.org_id = picked.org_id and d.delivery_id = picked.delivery_id and d.state = N'ready'",
  );
});

test('a claim through a common table expression reads it without a schema or a hint', () => {
  const query = db
    .with('picked', (q) => q.selectFrom('outboxDelivery').select('deliveryId').limit(1).forUpdate())
    .updateTable('outboxDelivery as d')
    .from('picked')
    .set({ state: 'leased' })
    .whereRef('d.deliveryId', '=', 'picked.deliveryId');
  expect(tsql(query)).toBe(
    'with picked as (select delivery_id from app.outbox_delivery with (updlock, rowlock) order by (select null)' +
      ' offset 0 rows fetch next @1 rows only) update d set state = @2 from app.outbox_delivery as d, picked' +
      ' where d.delivery_id = picked.delivery_id',
  );
});

test('delete … using becomes delete … from', () => {
  const query = db
    .deleteFrom('inbox as i')
    .using(jsonRows('r', { id: 'bigint' }, [{ id: 1 }]))
    .whereRef('i.eventId', '=', 'r.id')
    .returning('i.eventId');
  expect(tsql(query)).toBe(
    "delete from i output deleted.event_id from app.inbox as i, openjson(@1) with (id bigint '$.id') as r" +
      ' where i.event_id = r.id',
  );
});

test('a plain delete keeps its shape', () => {
  expect(tsql(db.deleteFrom('inbox').where('orgId', '=', 1).returning('eventId'))).toBe(
    'delete from app.inbox output deleted.event_id where org_id = @1',
  );
});

test('insert … select keeps its order and its output', () => {
  const query = db
    .insertInto('inbox')
    .columns(['orgId', 'consumer', 'eventId', 'handledAt'])
    .expression((eb) =>
      eb
        .selectFrom('workEvent')
        .select(['orgId', sql.lit('c').as('consumer'), 'eventId', 'happenedAt'])
        .orderBy('eventId'),
    )
    .returning('eventId');
  expect(tsql(query)).toBe(
    'insert into app.inbox (org_id, consumer, event_id, handled_at) output inserted.event_id' +
      " select org_id, N'c' as consumer, event_id, happened_at from app.work_event order by event_id",
  );
});

test('what has no counterpart is refused by name', () => {
  const conflict = db
    .insertInto('org')
    .values(org)
    .onConflict((oc) => oc.doNothing());
  expect(() => tsql(conflict)).toThrow(UnsupportedQueryError);
  expect(() => tsql(db.selectFrom('org').distinctOn('kind').selectAll())).toThrow(/distinct on/);
  const change = db
    .with('gone', (q) => q.deleteFrom('inbox').returning('eventId'))
    .selectFrom('gone')
    .selectAll();
  expect(() => tsql(change)).toThrow(/inside WITH/);
  expect(() => tsql(db.selectFrom('org').selectAll().where('name', 'ilike', 'a%'))).toThrow(/ilike/);
  expect(() =>
    tsql(
      db
        .selectFrom('org')
        .selectAll()
        .orderBy('name', (it) => it.nullsLast()),
    ),
  ).toThrow(/NULLS/);
});
