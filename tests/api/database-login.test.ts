import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { startApi, type Api } from './harness.ts';

let api: Api;
beforeAll(async () => {
  const url = new URL(inject('postgresUrl'));
  url.password = 'not-the-password';
  api = await startApi({ env: { DATABASE_URL: url.href } });
});
afterAll(() => api.stop());

it('a login that the database refuses is a 503 problem: it is nothing that the caller did', async () => {
  const { status, headers, body } = await api.as().get('/api/me');
  expect({ status, body }).toMatchObject({ status: 503, body: { code: 'database_unavailable' } });
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect(JSON.stringify(body)).not.toMatch(/password|28P01|postgres/i);
  expect(await api.withAuthorization(null).get('/api/health')).toMatchObject({ status: 503, body: { status: 'down' } });
});
