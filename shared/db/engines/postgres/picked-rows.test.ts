import { expect, test } from 'vitest';
import { createPostgresEngine } from './create-postgres-engine.ts';

test('rows that an update picks under a lock are picked once, ahead of it', () => {
  const engine = createPostgresEngine({ url: 'postgres://nobody@127.0.0.1:1/none' });
  const { sql } = engine
    .reader({ kind: 'system' }, { count: 0 })
    .updateTable('member as m')
    .from((from) => from.selectFrom('member as r').select('r.memberId').limit(5).forUpdate().skipLocked().as('picked'))
    .set({ name: 'x' })
    .whereRef('m.memberId', '=', 'picked.memberId')
    .compile();
  expect(sql).toBe(
    'with "picked" as materialized (select "r"."member_id" from "app"."member" as "r" limit $1 for update skip locked) ' +
      'update "app"."member" as "m" set "name" = $2 from "picked" where "m"."member_id" = "picked"."member_id"',
  );
});
