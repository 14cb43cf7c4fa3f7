import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gate } from './fixtures/gate.ts';
import { startApi, type Api } from './harness.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi({ load: () => import('./fixtures/parts-app.ts') });
});
afterAll(() => api.stop());

describe('a second request under an Idempotency-Key', () => {
  it('that waits longer than the database lets it is a 409 with Retry-After, and the first one still ends', async () => {
    gate.close();
    const body = { memberId: 'slow', ending: 'wait' };
    const add = (): ReturnType<ReturnType<Api['as']>['post']> =>
      api.as().post('/api/parts/members', body, { 'Idempotency-Key': 'slow' });
    const first = add();
    await gate.arrived;
    const second = await add();
    gate.open();
    expect(second).toMatchObject({ status: 409, body: { code: 'idempotency_in_progress' } });
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await first).status).toBe(201);
    expect((await add()).headers.get('idempotency-replayed')).toBe('true');
  });
});
