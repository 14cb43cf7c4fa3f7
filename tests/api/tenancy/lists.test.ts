import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '../../../functions/http/all.ts';
import type { Endpoint } from '../../../shared/http/endpoint.ts';
import { queryOf } from '../../faults/hostile-cases.ts';
import type { Caller } from '../caller.ts';
import { startApi, type Api } from '../harness.ts';
import { pathIn, twoWorlds, type FullWorld } from './two-worlds.ts';

interface List {
  readonly data: readonly { readonly id: number; readonly type?: string }[];
  readonly nextCursor: string | null;
}

let api: Api;
let acme: FullWorld;
let rival: FullWorld;
beforeAll(async () => {
  api = await startApi();
  ({ acme, rival } = await twoWorlds(api));
});
afterAll(() => api.stop());

const lists = endpoints.filter((record) => record.access === 'read' && 'cursor' in queryOf(record));
const named = (records: readonly Endpoint[]) => records.map((record) => [record.name, record] as const);
/** What a list shows; a Today row has the id of its record, so that its type belongs to it. */
const idsOf = async (caller: Caller, path: string): Promise<string[]> =>
  (await caller.get<List>(path)).body.data.map(({ id, type }) => `${type ?? ''} ${id}`);

describe.each(named(lists))('%s', (_, record) => {
  it('shows each organisation records of its own only', async () => {
    const query = '?limit=200';
    const theirs = await idsOf(acme.ann, `${pathIn(acme, record)}${query}`);
    const own = await idsOf(rival.ann, `${pathIn(rival, record)}${query}`);
    expect(theirs.length).toBeGreaterThan(1);
    expect(own.length).toBeGreaterThan(1);
    expect(own.filter((id) => theirs.includes(id))).toEqual([]);
  });

  it("refuses another organisation's cursor", async () => {
    const { body } = await acme.ann.get<List>(`${pathIn(acme, record)}?limit=1`);
    expect(body.nextCursor).not.toBeNull();
    const stolen = await rival.ann.get(`${pathIn(rival, record)}?limit=1&cursor=${body.nextCursor}`);
    expect(stolen).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
  });
});

/** Filters that can name what belongs to an organisation, with the name. */
const filters: Readonly<Record<string, (of: FullWorld) => string>> = {
  owner: ({ member }) => member,
  tag: ({ tag }) => tag,
  pursuitId: ({ ids }) => String(ids.pursuits),
  recordId: ({ ids }) => String(ids.pursuits),
  actor: ({ member }) => member,
};

/** Filters that name nothing of an organisation. */
const neutral = new Set(['limit', 'cursor', 'from', 'to', 'consumer', 'fingerprint']);

const filtered = lists.flatMap((record) =>
  Object.entries(queryOf(record))
    .filter(([name, schema]) => !neutral.has(name) && schema.enum === undefined && schema.pattern === undefined)
    .map(([name]) => [record.name, name, record] as const),
);

describe("another organisation's names in a filter", () => {
  it('are tried at every filter that takes one', () => {
    expect([...new Set(filtered.map(([, name]) => name))].sort()).toEqual(Object.keys(filters).sort());
  });

  it.each(filtered)('%s finds nothing by %s', async (_, name, record) => {
    const type = 'recordType' in queryOf(record) && name === 'recordId' ? '&recordType=pursuit' : '';
    const path = `${pathIn(rival, record)}?${name}=${encodeURIComponent(filters[name]?.(acme) ?? '')}${type}`;
    expect(await idsOf(rival.ann, path)).toEqual([]);
  });

  it('find what they name in their own organisation', async () => {
    for (const path of [`/api/signals?tag=${acme.tag}`, `/api/pursuits?owner=${acme.member}`]) {
      expect((await idsOf(acme.ann, path)).length).toBeGreaterThan(1);
    }
    const events = `/api/events?recordType=pursuit&recordId=${acme.ids.pursuits}`;
    expect((await idsOf(acme.ann, events)).length).toBeGreaterThan(1);
  });
});

describe('what has no pages', () => {
  it('shows each organisation its own only: rules, statistics, the caller', async () => {
    const rules = async ({ ann }: FullWorld): Promise<string[]> => idsOf(ann, '/api/sla/rules');
    const theirs = await rules(acme);
    expect((await rules(rival)).filter((id) => theirs.includes(id))).toEqual([]);
    const empty = api.as({ org: 'empty', roles: ['admin'] });
    const { body } = await empty.get('/api/workstream/stats');
    const figures = JSON.stringify(body).match(/:(\d+)/g) ?? [];
    expect(figures.filter((figure) => figure !== ':0')).toEqual([]);
    expect((await empty.get('/api/me')).body).toMatchObject({ org: { key: 'empty' } });
  });
});
