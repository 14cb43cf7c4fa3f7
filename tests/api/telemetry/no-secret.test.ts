import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type Api } from '../harness.ts';
import { canaries, found } from './canaries.ts';
import { linesOf } from './log-lines.ts';

let api: Api;
beforeAll(async () => {
  const url = `postgres://user:${canaries.password}@127.0.0.1:1/canary-database`;
  api = await startApi({
    env: {
      DATABASE_URL: url,
      APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=${canaries.key};IngestionEndpoint=http://127.0.0.1:1/`,
    },
  });
});
afterAll(() => api.stop());

it('no setting stands in the log when the database is away, of requests, health and jobs', async () => {
  expect(await api.as().get('/api/me')).toMatchObject({ status: 503 });
  expect((await api.withAuthorization(null).get('/api/health')).status).toBe(503);
  for (const job of ['outbox', 'sla', 'retention']) expect(await api.host.fireTimer(job)).toMatchObject({ ok: false });
  const lines = linesOf(api.logs);
  expect(lines.map((line) => line['status'])).toEqual([503, 503, 'failed', 'failed', 'failed']);
  expect(lines[0]?.['error']).toContain('code=ECONNREFUSED');
  expect(found(api.logs.map((entry) => JSON.stringify(entry)))).toEqual([]);
});
