import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiResponse } from '../contract.ts';
import { startApi, type Api } from '../harness.ts';
import { makeWorld } from '../properties/worlds.ts';
import { send, writeCalls, type World } from '../properties/write-calls.ts';

let api: Api;
let acme: World;
let rival: World;
beforeAll(async () => {
  api = await startApi();
  acme = await makeWorld(api, 'acme');
  rival = await makeWorld(api, 'rival');
});
afterAll(() => api.stop());

const replayed = ({ headers }: ApiResponse<unknown>): string | null => headers.get('idempotency-replayed');

describe.each(Object.entries(writeCalls))('an Idempotency-Key at %s', (name, prepare) => {
  const key = (what: string): Record<string, string> => ({ 'Idempotency-Key': `${name}-${what}` });

  it('that two organisations use at once is two keys: each gets an answer of its own', async () => {
    const [theirs, own] = [await prepare(acme), await prepare(rival)];
    // Both callers have the same subject.
    const first = await send(acme.ann, theirs, key('both'));
    const second = await send(rival.ann, own, key('both'));
    expect([first.status, second.status, replayed(second)]).toEqual([second.status, first.status, null]);
    expect(first.status).toBeLessThan(300);
    const again = await send(acme.ann, theirs, key('both'));
    expect([again.body, replayed(again)]).toEqual([first.body, 'true']);
  });

  it('replays to nobody else, not even for the same request: neither in another organisation nor for another caller', async () => {
    const call = await prepare(acme);
    const first = await send<{ id?: number }>(acme.ann, call, key('mine'));
    expect(first.status).toBeLessThan(300);
    const stranger = await send<{ id?: number }>(rival.ann, call, key('mine'));
    const colleague = await send(acme.bob, call, key('mine'));
    expect([replayed(stranger), replayed(colleague)]).toEqual([null, null]);
    if (/\/\d+/.test(call.path)) expect(stranger.status).toBe(404);
    else expect(stranger.body.id ?? 'none').not.toBe(first.body.id);
  });
});
