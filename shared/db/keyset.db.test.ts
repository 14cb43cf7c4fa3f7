import * as fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../tests/api/database.ts';
import type { FreshDatabase } from '../../tests/api/fresh-database.ts';
import { createPostgresEngine } from './engines/postgres/create-postgres-engine.ts';
import type { Engine } from './engine.ts';
import { keysetPage, type KeysetOrder } from './keyset.ts';

let database: FreshDatabase;
let engine: Engine;
beforeAll(async () => {
  database = await freshDatabase();
  engine = createPostgresEngine({ url: database.url });
});
afterAll(async () => {
  await engine.close();
  await database.drop();
});

interface Row {
  readonly score: number;
  readonly name: string;
  readonly id: number;
}

const direction = fc.constantFrom('asc' as const, 'desc' as const);
const rowSets = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.constantFrom('a', 'B', 'ä')), { maxLength: 12 });

/** All rows, page by page. */
async function walk(rows: readonly Row[], order: KeysetOrder, limit: number): Promise<Row[]> {
  const query = engine
    .reader({ kind: 'system' }, { count: 0 })
    .selectFrom(
      sql<Row>`(select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(score int, name text collate "C", id bigint))`.as(
        't',
      ),
    )
    .selectAll();
  const seen: Row[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof keysetPage<never, never, Row>>> = await keysetPage(
      query,
      { limit, cursor },
      order,
      { orgId: 1, filter: {} },
      (row) => [row.score, row.name, row.id],
    );
    expect(page.data.length).toBeLessThanOrEqual(limit);
    seen.push(...page.data.map((row) => ({ score: row.score, name: row.name, id: row.id })));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return seen;
}

const compare = <T>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
const bytes = (text: string): string => Buffer.from(text).toString('hex');

describe('keysetPage', () => {
  it('shows every row once, in order, whatever the order, the ties and the size of the page', async () => {
    await fc.assert(
      fc.asyncProperty(
        rowSets,
        direction,
        direction,
        direction,
        fc.integer({ min: 1, max: 5 }),
        async (set, a, b, c, limit) => {
          const rows = set.map(([score, name], at) => ({ score, name, id: at + 1 }));
          const order: KeysetOrder = {
            name: 'test',
            columns: [
              { ref: 't.score', direction: a, kind: 'number' },
              { ref: 't.name', direction: b, kind: 'text' },
              { ref: 't.id', direction: c, kind: 'number' },
            ],
          };
          const sign = (way: 'asc' | 'desc'): number => (way === 'asc' ? 1 : -1);
          const expected = rows.toSorted(
            (x, y) =>
              sign(a) * compare(x.score, y.score) ||
              sign(b) * compare(bytes(x.name), bytes(y.name)) ||
              sign(c) * compare(x.id, y.id),
          );
          expect(await walk(rows, order, limit)).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });
});
