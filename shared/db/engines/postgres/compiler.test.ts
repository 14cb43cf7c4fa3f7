import {
  CamelCasePlugin,
  createQueryId,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
  WithSchemaPlugin,
  type RootOperationNode,
} from 'kysely';
import { expect, test } from 'vitest';
import { dbNow, dbNowPlus, jsonRows, secondsAfter } from '../../portable.ts';
import type { Tables } from '../../tables.ts';
import { PostgresCompiler } from './compiler.ts';

const db = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (of) => new PostgresIntrospector(of),
    createQueryCompiler: () => new PostgresCompiler(),
  },
});

const treeOf = (query: { toOperationNode(): unknown }): RootOperationNode =>
  query.toOperationNode() as RootOperationNode;
const textOf = (query: { toOperationNode(): unknown }): string =>
  new PostgresCompiler().compileQuery(treeOf(query), createQueryId()).sql;

/** What Kysely's own plugins and compiler print. */
function byKysely(query: { toOperationNode(): unknown }): string {
  const queryId = createQueryId();
  const schema = new WithSchemaPlugin('app').transformQuery({ node: treeOf(query), queryId });
  const named = new CamelCasePlugin().transformQuery({ node: schema, queryId });
  return new PostgresQueryCompiler().compileQuery(named, queryId).sql;
}

const rows = [{ id: 1, owner: 'ann' }];
const claims = db
  .with('picked', (q) => q.selectFrom('outboxDelivery').select('deliveryId').limit(1).forUpdate().skipLocked())
  .updateTable('outboxDelivery as d')
  .from('picked')
  .set((eb) => ({ state: 'leased', token: eb('d.token', '+', 1) }))
  .whereRef('d.deliveryId', '=', 'picked.deliveryId')
  .returning(['d.deliveryId as taken', 'd.token']);

test.each([
  ['a list', db.selectFrom('signal').selectAll().where('signal.orgId', '=', 1).orderBy('signalId', 'desc').limit(3)],
  ['an alias', db.selectFrom('signal as s').select(['s.signalId', 's.sourceType as who']).where('s.orgId', '=', 1)],
  [
    'joins',
    db
      .selectFrom('pursuit')
      .leftJoin('proposal as q', (on) => on.onRef('q.pursuitId', '=', 'pursuit.pursuitId').on('q.orgId', '=', 1))
      .innerJoin('candidate', 'candidate.candidateId', 'pursuit.candidateId')
      .select(['pursuit.stage', 'q.versionNo', 'candidate.status as of']),
  ],
  [
    'selects inside',
    db
      .selectFrom('signal as s')
      .select((eb) => [
        's.signalId',
        eb.selectFrom('slaClock').select('slaClock.dueAt').whereRef('slaClock.recordId', '=', 's.signalId').as('due'),
      ])
      .where((eb) =>
        eb.exists(eb.selectFrom('candidateSignal').whereRef('candidateSignal.signalId', '=', 's.signalId')),
      ),
  ],
  [
    'a union',
    db.selectFrom('signal').select('signalId as id').unionAll(db.selectFrom('candidate').select('candidateId as id')),
  ],
  ['a common table expression in a table’s place', claims],
  [
    'a common table expression that bears a table’s name',
    db
      .with('signal', (q) => q.selectFrom('candidate').select('candidateId'))
      .selectFrom('signal')
      .select('candidateId'),
  ],
  ['an insert', db.insertInto('inbox').values({ orgId: 1, consumer: 'c', eventId: 1, handledAt: new Date() })],
  [
    'an insert of what is selected',
    db
      .insertInto('inbox')
      .columns(['orgId', 'consumer', 'eventId', 'handledAt'])
      .expression((eb) => eb.selectFrom('workEvent').select(['orgId', sql.lit('c').as('c'), 'eventId', 'happenedAt']))
      .returning('eventId'),
  ],
  ['an update', db.updateTable('signal').set({ sourceType: 'form' }).where('signal.signalId', '=', 1).returningAll()],
  ['a delete', db.deleteFrom('inbox as i').using('workEvent').whereRef('i.eventId', '=', 'workEvent.eventId')],
  [
    'a lock of one table',
    db.selectFrom('signal').innerJoin('org', 'org.orgId', 'signal.orgId').selectAll().forUpdate('signal'),
  ],
  [
    'names in raw text',
    db.selectFrom('signal').select(sql<number>`count(${sql.ref('signal.sourceType')})`.as('howMany')),
  ],
  ['a quote in a name', db.selectFrom('signal').select(sql<number>`1`.as('a"b'))],
])('%s is printed as by Kysely’s own plugins', (_, query) => {
  expect(textOf(query)).toBe(byKysely(query));
});

test('one compiler prints one statement after another, each by its own tables', () => {
  const compiler = new PostgresCompiler();
  const print = (query: { toOperationNode(): unknown }): string =>
    compiler.compileQuery(treeOf(query), createQueryId()).sql;
  expect(print(claims)).toContain('from "picked"');
  expect(print(db.selectFrom('org').select('orgId'))).toBe('select "org_id" from "app"."org"');
  expect(print(claims)).toBe(textOf(claims));
});

test('a set of rows is one parameter', () => {
  const query = db
    .updateTable('signal')
    .from(jsonRows('r', { id: 'bigint', owner: 'text' }, rows))
    .set((eb) => ({ companyDomain: eb.ref('r.owner') }))
    .whereRef('signal.signalId', '=', 'r.id');
  const compiled = new PostgresCompiler().compileQuery(treeOf(query), createQueryId());
  expect(compiled.sql).toBe(
    'update "app"."signal" set "company_domain" = "r"."owner" from jsonb_to_recordset($1::jsonb) as "r"("id" bigint, "owner" text)' +
      ' where "app"."signal"."signal_id" = "r"."id"',
  );
  expect(compiled.parameters).toEqual([JSON.stringify(rows)]);
});

test('the clock is the database’s', () => {
  const query = db
    .selectFrom('outboxDelivery')
    .select([dbNow().as('now'), dbNowPlus(60).as('soon')])
    .select((eb) => secondsAfter(eb.ref('dueAt'), eb.ref('attempts')).as('later'));
  expect(textOf(query)).toBe(
    'select clock_timestamp() as "now", (clock_timestamp() + 60 * interval \'1 second\') as "soon",' +
      ' ("due_at" + "attempts" * interval \'1 second\') as "later" from "app"."outbox_delivery"',
  );
});
