import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type Api } from './harness.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

describe('platform', () => {
  it('answers liveness without a token', async () => {
    const answer = await api.withAuthorization(null).get('/healthz');
    expect(answer).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('tells the level of the schema and that the database is reachable', async () => {
    const answer = await api.withAuthorization(null).get('/api/health');
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'ok', database: { engine: 'postgres' }, migration: { pending: 0 }, outbox: { lagSeconds: 0 } },
    });
  });
});
