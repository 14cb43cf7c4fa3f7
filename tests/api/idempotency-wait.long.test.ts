import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type Api } from './harness.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi({ load: () => import('./fixtures/parts-app.ts') });
});
afterAll(() => api.stop());

describe('a request under an Idempotency-Key that another process is working on', () => {
  it('is a 409 with Retry-After when that takes longer than the database lets it wait, and its answer afterwards', async () => {
    const add = (): ReturnType<ReturnType<Api['as']>['post']> =>
      api.as().post('/api/parts/members', { memberId: 'slow' }, { 'Idempotency-Key': 'slow' });
    await api.as().get('/api/parts/members');
    const system = { kind: 'system' } as const;
    const org = api.engine.reader(system, { count: 0 }).selectFrom('org').select('orgId').where('orgKey', '=', 'acme');
    const { orgId } = await org.executeTakeFirstOrThrow();
    const scope = { orgId, principalId: 'ann', route: 'parts-add', idempotencyKey: 'slow', fingerprint: 'other' };
    const times = { createdAt: new Date(), expiresAt: new Date(Date.now() + 60_000) };
    const given = new Error('given up');
    const other = api.engine.transaction(system, { count: 0 }, async (db) => {
      await db
        .insertInto('idempotencyRecord')
        .values({ ...scope, ...times })
        .execute();
      const answer = await add();
      expect(answer).toMatchObject({ status: 409, body: { code: 'idempotency_in_progress' } });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      throw given;
    });
    await expect(other).rejects.toBe(given);
    expect((await add()).status).toBe(201);
    expect((await add()).headers.get('idempotency-replayed')).toBe('true');
  });
});
