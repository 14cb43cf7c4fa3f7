import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '../../functions/http/all.ts';
import type { Caller } from '../api/caller.ts';
import { startApi, type Api } from '../api/harness.ts';
import { submittedPursuit } from '../api/workstream/journey.ts';
import { queriesFor, rawQueries } from './filter-grammar.ts';
import { pathOf, queryOf } from './hostile-cases.ts';

let api: Api;
let ann: Caller;
beforeAll(async () => {
  api = await startApi();
  ann = api.as({ roles: ['admin'] });
  // Rows for the filters to meet; the first record of each kind has the number 1.
  await submittedPursuit(ann, api.as({ sub: 'bob', roles: ['admin'] }), true);
});
afterAll(() => api.stop());

const lists = endpoints.filter((record) => record.access === 'read' && Object.keys(queryOf(record)).length > 0);

describe.each(lists.map((record) => [record.name, record] as const))('GET of %s', (_, record) => {
  const answers = async (query: string): Promise<void> => {
    const { status, body } = await ann.get<{ code?: string }>(`${pathOf(record, {})}?${query}`);
    expect([200, 400, 404], `${query}: ${body.code}`).toContain(status);
  };

  it('answers 200 or a 400 that says why to any filter, on the real database', async () => {
    await fc.assert(fc.asyncProperty(queriesFor(record), answers), { numRuns: 60 });
  });

  it('answers so to any query string', async () => {
    await fc.assert(fc.asyncProperty(rawQueries, answers), { numRuns: 40 });
  });
});
