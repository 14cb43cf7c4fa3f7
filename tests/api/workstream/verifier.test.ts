import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../caller.ts';
import { startApi, type Api } from '../harness.ts';
import { completeGate, itemsOf, moveTo, newPursuit } from './journey.ts';

let api: Api;
let ann: Caller;
let bob: Caller;
beforeAll(async () => {
  api = await startApi();
  ann = api.as({ sub: 'ann', roles: ['member'] });
  bob = api.as({ sub: 'bob', roles: ['member'] });
});
afterAll(() => api.stop());

interface Blocked {
  readonly code: string;
  readonly blockers: readonly { readonly itemKey: string; readonly message: string }[];
}
interface Gates {
  readonly gates: readonly { readonly gate: string; readonly ready: boolean; readonly percent: number }[];
}

const sections = [{ heading: 'Scope', body: 'All of it, and more' }];
const write = async (who: Caller, pursuit: number): Promise<number> =>
  (await who.post<{ id: number }>(`/api/pursuits/${pursuit}/proposals`, { sections })).body.id;

describe('an item that the author of the proposal must not verify', () => {
  let id: number;
  /** A pursuit in red whose proposal version 1 is by ann; all items were completed by bob. */
  beforeEach(async () => {
    ({ id } = await newPursuit(ann));
    await moveTo(ann, id, 'pink');
    await moveTo(ann, id, 'red');
    await completeGate(ann, id, 'pink');
    await completeGate(bob, id, 'red');
  });
  const ready = async (): Promise<boolean | undefined> =>
    (await ann.get<Gates>(`/api/pursuits/${id}/checklist`)).body.gates.find(({ gate }) => gate === 'red')?.ready;

  it('counts when somebody else has', async () => {
    await moveTo(ann, id, 'submit');
    expect(await ready()).toBe(true);
    expect((await ann.post(`/api/pursuits/${id}/won`)).status).toBe(200);
  });

  it('does not count once its verifier has written the version that is submitted', async () => {
    await write(bob, id);
    expect(await ready()).toBe(false);
    await moveTo(bob, id, 'submit');
    const refused = await bob.post<Blocked>(`/api/pursuits/${id}/won`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'gate_blocked' } });
    expect(refused.body.blockers).toMatchObject([{ itemKey: 'scored-independently' }]);
    expect(refused.body.blockers[0]?.message).toContain('bob has completed it and written the proposal');
    const explained = await ann.get<{ transitions: { to: string; blockers: object[] }[] }>(
      `/api/pursuits/${id}/transitions`,
    );
    expect(explained.body.transitions.find(({ to }) => to === 'won')?.blockers).toEqual(refused.body.blockers);

    const item = (await itemsOf(ann, id, 'red')).find(({ key }) => key === 'scored-independently');
    const path = `/api/pursuits/${id}/checklist/${item?.id}`;
    await ann.post(`${path}/reopen`);
    expect((await bob.post(`${path}/complete`)).status).toBe(409);
    expect((await ann.post(`${path}/complete`)).status).toBe(200);
    expect((await bob.post(`/api/pursuits/${id}/won`)).status).toBe(200);
  });

  it('does not count when its verifier has written the older version that is named to submit', async () => {
    const old = await write(bob, id);
    await write(ann, id);
    expect(await ready()).toBe(true);
    await moveTo(bob, id, 'submit', { proposalId: old });
    expect(await ready()).toBe(false);
    expect((await ann.post(`/api/pursuits/${id}/won`)).status).toBe(409);
  });

  it('counts although its verifier has written a version after the submission', async () => {
    await moveTo(ann, id, 'submit');
    await write(bob, id);
    expect((await bob.post(`/api/pursuits/${id}/won`)).status).toBe(200);
  });
});

describe('what a move cannot use', () => {
  it('is refused by its field, and nothing is lost in silence', async () => {
    const { id } = await newPursuit(ann);
    const fields = [
      ['/recipients', { recipients: ['b@example.com'] }],
      ['/proposalId', { proposalId: 1 }],
      ['/lost', { lost: { category: 'fit' } }],
    ] as const;
    for (const [field, given] of fields) {
      const refused = await ann.post<{ errors: { path: string }[] }>(`/api/pursuits/${id}/stage`, {
        stage: 'pink',
        ...given,
      });
      expect(refused.status).toBe(400);
      expect(JSON.stringify(refused.body)).toContain(field);
    }
  });

  it('is refused when the proposal has been sent already: its recipients stay as they are', async () => {
    const { id } = await newPursuit(ann);
    await moveTo(ann, id, 'pink');
    await moveTo(ann, id, 'red');
    await completeGate(ann, id, 'pink');
    const sent = await write(ann, id);
    await ann.post(`/api/proposals/${sent}/send`, { recipients: ['first@example.com'] });
    const more = { recipients: ['second@example.com'] };
    expect(await ann.post(`/api/pursuits/${id}/submit`, more)).toMatchObject({ status: 400 });
    expect((await ann.post(`/api/pursuits/${id}/submit`)).status).toBe(200);
  });
});
