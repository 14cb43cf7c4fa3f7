import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '../../../functions/http/all.ts';
import type { Endpoint } from '../../../shared/http/endpoint.ts';
import { schemaOf } from '../../faults/hostile-cases.ts';
import type { Caller } from '../caller.ts';
import type { ApiResponse } from '../contract.ts';
import { startApi, type Api } from '../harness.ts';
import { send, writeCalls } from '../properties/write-calls.ts';
import { pathIn, snapshotOf, twoWorlds, type FullWorld } from './two-worlds.ts';

interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly pointer: string }[];
}

let api: Api;
let acme: FullWorld;
let rival: FullWorld;
beforeAll(async () => {
  api = await startApi();
  ({ acme, rival } = await twoWorlds(api));
});
afterAll(() => api.stop());

/** Bodies that pass validation, so that the id is what decides. */
const bodies: Readonly<Record<string, object>> = {
  'signals-update': { snippet: 'mine now' },
  'signals-dismiss': { reason: 'mine now' },
  'candidates-update': { title: 'mine now' },
  'candidates-link-signals': { signalIds: [1] },
  'candidates-status': { status: 'archived' },
  'pursuits-update': { title: 'mine now' },
  'pursuits-stage': { stage: 'pink' },
  'pursuits-lost': { category: 'fit' },
  'proposals-create': { sections: [{ heading: 'A', body: 'B' }] },
  'proposals-send': { recipients: ['eve@rival.com'] },
  'sla-rules-update': { targetSeconds: 60, warnPercent: 50, active: true },
};

function call(caller: Caller, record: Endpoint, query: string, key: string | null): Promise<ApiResponse<Problem>> {
  const path = `${pathIn(acme, record)}${query}`;
  const method = record.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
  if (method === 'get') return caller.get(path);
  const headers = { 'If-Match': '"1"', ...(key === null ? {} : { 'Idempotency-Key': key }) };
  return caller[method](path, bodies[record.name], headers);
}

const withId = endpoints.filter((record) => record.access !== 'public' && record.route.includes('{'));
const named = (records: readonly Endpoint[]) => records.map((record) => [record.name, record] as const);

describe("another organisation's id in the path", () => {
  it('is tried at every endpoint that has one', () => {
    expect(withId.length).toBeGreaterThan(25);
  });

  it.each(named(withId))(
    'of %s is a 404 that changes nothing, although its own organisation finds it',
    async (_, record) => {
      const write = record.access === 'write';
      const own = await call(acme.ann, record, write ? '?dryRun=true' : '', null);
      expect(own.status, JSON.stringify(own.body)).not.toBe(404);
      const before = await snapshotOf(acme);
      const tries = [await call(rival.ann, record, '', null)];
      if (write) {
        tries.push(await call(rival.ann, record, '', 'thief'), await call(rival.ann, record, '?dryRun=true', null));
      }
      for (const { status, body } of tries)
        expect({ status, code: body.code }).toEqual({ status: 404, code: 'not_found' });
      expect(await snapshotOf(acme)).toBe(before);
    },
  );

  it('is told apart from no id by nothing', async () => {
    const masked = async (id: number): Promise<string> => {
      const { status, body, headers } = await rival.ann.get(`/api/signals/${id}`, { 'X-Request-Id': 'same' });
      return JSON.stringify([status, body, headers.get('content-type')]).replace(`signal ${id}.`, 'signal #.');
    };
    expect(await masked(acme.ids.signals)).toBe(await masked(987_654_321));
  });
});

/** Fields of bodies that name a record or a member. What `base` holds is shown back only. */
const references: Readonly<Record<string, (of: FullWorld) => object>> = {
  'signals-create owner': ({ member }) => ({ owner: member }),
  'signals-update owner': ({ member }) => ({ owner: member }),
  'candidates-create owner': ({ member }) => ({ owner: member }),
  'candidates-create signalIds': ({ ids }) => ({ signalIds: [ids.signals] }),
  'candidates-update owner': ({ member }) => ({ owner: member }),
  'candidates-link-signals signalIds': ({ ids }) => ({ signalIds: [ids.signals] }),
  'pursuits-update owner': ({ member }) => ({ owner: member }),
  'pursuits-stage proposalId': ({ ids }) => ({ stage: 'submit', proposalId: ids.proposals, overrideReason: 'mine' }),
  'pursuits-submit proposalId': ({ ids }) => ({ proposalId: ids.proposals }),
};

describe("another organisation's id in the body", () => {
  it('is tried at every field that names a record or a member', () => {
    const fields = endpoints.flatMap(({ name, body }) => {
      const properties = Object.keys(schemaOf(body).properties ?? {});
      return properties.filter((field) => /Ids?$|owner|member/i.test(field)).map((field) => `${name} ${field}`);
    });
    expect(fields.sort()).toEqual(Object.keys(references).sort());
  });

  it.each(Object.keys(references))('%s is refused and changes nothing', async (reference) => {
    const [name = '', field = ''] = reference.split(' ');
    const source = name === 'pursuits-stage' ? 'pursuits-submit' : name;
    const prepared = await writeCalls[source]?.(rival);
    if (prepared === undefined) throw new Error(`There is no call of ${name}.`);
    const body = { ...prepared.body, ...references[reference]?.(acme) };
    const path = name === source ? prepared.path : prepared.path.replace('/submit', '/stage');
    const before = await snapshotOf(acme);
    const answer = await send<Problem>(rival.ann, { ...prepared, path, body }, {});
    const pointers = (answer.body.errors ?? []).map(({ pointer }) => pointer.split('/')[1]);
    expect({ status: answer.status, code: answer.body.code, pointers }).toEqual({
      status: 400,
      code: 'invalid_input',
      pointers: [field],
    });
    expect(await snapshotOf(acme)).toBe(before);
  });

  it('is refused in an item of a bulk call too', async () => {
    const items = [{ sourceType: 'form', owner: acme.member }];
    const { body } = await rival.ann.post<{ created: number; failed: number }>('/api/signals/bulk', { items });
    expect(body).toMatchObject({ created: 0, failed: 1 });
  });
});
