import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { jsonRows, secondsAfter } from '../../portable.ts';
import { compileOnly as db, parameterTypes, tsql } from './testing/compile-only-database.ts';

const names = db.selectFrom('org').select('name');

test('limit and offset become offset and fetch', () => {
  expect(tsql(names.orderBy('name').limit(5).offset(10))).toBe(
    'select name from app.org order by name offset @1 rows fetch next @2 rows only',
  );
});

test('a limit without an order is given one that means nothing', () => {
  expect(tsql(names.limit(1))).toContain('order by (select null) offset 0 rows fetch next @1 rows only');
  expect(tsql(names.distinct().limit(1))).toContain('order by 1 offset 0 rows');
  expect(tsql(names.unionAll(db.selectFrom('member').select('name')).limit(1))).toContain('order by 1 offset 0 rows');
});

test('an order that no limit uses is left out of a nested select only', () => {
  expect(tsql(names.orderBy('name'))).toContain('order by name');
  const nested = db.selectFrom(names.orderBy('name').as('n')).selectAll();
  expect(tsql(nested)).toBe('select * from (select name from app.org) as n');
});

test('a limited operand of a union is wrapped', () => {
  const query = names.unionAll(db.selectFrom('member').select('name').orderBy('name').limit(2));
  expect(tsql(query)).toContain(
    'union all select * from (select name from app.member order by name offset 0 rows fetch next @1 rows only) as operand',
  );
});

test('for update hints real tables, not derived ones, and only those named', () => {
  const query = db
    .selectFrom('signal as s')
    .innerJoin(names.as('n'), (join) => join.onTrue())
    .innerJoin('candidate as c', 'c.orgId', 's.orgId')
    .select('s.signalId');
  expect(tsql(query.forUpdate())).toBe(
    'select s.signal_id from app.signal as s with (updlock, rowlock) inner join (select name from app.org) as n on 1 = 1' +
      ' inner join app.candidate as c with (updlock, rowlock) on c.org_id = s.org_id',
  );
  expect(tsql(query.forUpdate('s'))).toContain('app.candidate as c on');
});

test('booleans are bits where values stand and comparisons where conditions stand', () => {
  const base = db.selectFrom('outboxDelivery').select('deliveryId');
  const rules = db.selectFrom('slaRule').select('slaRuleId').where('active', '=', true);
  expect(tsql(rules)).toContain('where active = @1');
  expect(parameterTypes(rules)).toEqual(['bit']);
  expect(tsql(base.where((eb) => eb.lit(false)))).toContain('where 1 = 0');
  expect(tsql(base.where((eb) => eb.and([eb.ref('isHead'), eb.not(eb.ref('isHead'))])))).toContain(
    'where (is_head = 1 and not (is_head = 1))',
  );
  expect(tsql(base.where('isHead', 'is', true))).toContain('is_head is not distinct from 1');
  expect(tsql(base.where('isHead', '=', sql.lit(true)))).toContain('where is_head = 1');
  const cased = db
    .selectFrom('outboxDelivery')
    .select((eb) => eb.case().when('attempts', '>', 3).then(true).else(false).end().as('worn'));
  expect(tsql(cased)).toContain('case when attempts > @1 then cast(1 as bit) else cast(0 as bit) end as worn');
});

test('a value that a filtered index asks for is written out, any other is bound', () => {
  const query = db
    .selectFrom('outboxDelivery')
    .select('deliveryId')
    .where('isHead', '=', true)
    .where('state', '=', 'ready');
  expect(tsql(query)).toContain("where is_head = 1 and state = N'ready'");
  expect(tsql(query.where('consumer', '=', 'ready'))).toContain('and consumer = @1');
  expect(tsql(db.selectFrom('signal').select('signalId').where('status', '=', 'open'))).toContain('where status = @1');
});

test('moments are computed by the server', () => {
  const query = db.selectFrom('slaRule as r').select((eb) => {
    const seconds = eb('r.targetSeconds', '*', 2);
    return secondsAfter(eb.ref('r.createdAt'), seconds).as('due');
  });
  expect(tsql(query)).toBe('select dateadd(second, r.target_seconds * @1, r.created_at) as due from app.sla_rule as r');
});

test('a marker that is not known is refused', () => {
  expect(() => tsql(db.selectFrom('org').select(sql`fl_unheard_of()`.as('x')))).toThrow(/fl_unheard_of/);
});

test('a condition that is selected becomes a bit', () => {
  const query = db
    .selectFrom('org')
    .select((eb) => [
      eb.exists(db.selectFrom('member').select('memberId')).as('peopled'),
      eb('kind', '=', 'live').as('live'),
    ]);
  expect(tsql(query)).toContain(
    'case when exists (select member_id from app.member) then cast(1 as bit) else cast(0 as bit) end as peopled',
  );
  expect(tsql(query)).toContain(
    'case when kind = @1 then cast(1 as bit) when not (kind = @2) then cast(0 as bit) end as live',
  );
});

test('between keeps its values', () => {
  const query = db
    .selectFrom('signal')
    .select('signalId')
    .where((eb) => eb.between('version', eb.ref('signalId'), 3));
  expect(tsql(query)).toContain('where version between signal_id and @1');
});

test('a row set of text has the collation of keys, and one parameter', () => {
  const rows = jsonRows('r', { id: 'bigint', owner: 'text', extra: 'json' }, [{ id: 1, owner: 'a', extra: { b: 1 } }]);
  expect(tsql(db.selectFrom(rows).selectAll())).toBe(
    'select * from (select id, owner collate Latin1_General_100_BIN2 as owner, extra from openjson(@1)' +
      " with (id bigint '$.id', owner nvarchar(4000) '$.owner', extra nvarchar(max) '$.extra' as json) as fl_json) as r",
  );
  expect(parameterTypes(db.selectFrom(rows).selectAll())).toEqual(['nvarchar(max)']);
  const long = jsonRows('r', { owner: 'text' }, [{ owner: 'x'.repeat(4001) }]);
  expect(tsql(db.selectFrom(long).selectAll())).toContain('owner nvarchar(max)');
});

test('filters of aggregates move inside, the order of string_agg outside', () => {
  const query = db.selectFrom('signal').select((eb) => [
    eb.fn.countAll().filterWhere('version', '>', 1).as('n'),
    sql<string>`string_agg(${sql.ref('title')}, ${sql.lit(', ')})`.as('t'),
    eb.fn
      .agg<string>('string_agg', [sql.ref('title'), sql.lit(',')])
      .orderBy(sql.ref('title'))
      .as('u'),
  ]);
  expect(tsql(query)).toBe(
    "select count(case when version > @1 then 1 end) as n, string_agg(title, N', ') as t, string_agg(title, N',')" +
      ' within group (order by title) as u from app.signal',
  );
});

test('a lateral join becomes an apply', () => {
  const query = db
    .selectFrom('org as o')
    .leftJoinLateral(
      (eb) => eb.selectFrom('member as m').select('m.name').whereRef('m.orgId', '=', 'o.orgId').as('x'),
      (j) => j.onTrue(),
    )
    .select('x.name');
  expect(tsql(query)).toBe(
    'select x.name from app.org as o outer apply (select m.name from app.member as m where m.org_id = o.org_id) as x',
  );
});
