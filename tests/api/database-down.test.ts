import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { version } from '../../functions/version.ts';
import { startApi, type Api } from './harness.ts';
import { linesOf } from './telemetry/log-lines.ts';

let api: Api;
beforeAll(async () => {
  // A port that was free a moment ago: nobody answers there.
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  api = await startApi({ env: { DATABASE_URL: `postgres://u:p@127.0.0.1:${port}/gone` } });
});
afterAll(() => api.stop());

describe('while the database is down', () => {
  it('a request is a 503 problem with Retry-After that says nothing of the driver', async () => {
    const { status, headers, body } = await api.as().get('/api/me');
    expect({ status, body }).toMatchObject({ status: 503, body: { code: 'database_unavailable' } });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(JSON.stringify(body)).not.toMatch(/ECONN|127\.0\.0\.1|postgres/);
  });

  it('health is a 503, liveness is not', async () => {
    expect(await api.withAuthorization(null).get('/api/health')).toMatchObject({
      status: 503,
      body: { status: 'down', version, build: null },
    });
    const line = linesOf(api.logs).findLast(({ name }) => name === 'platform-health');
    expect(line).toMatchObject({ level: 'error', status: 503 });
    expect(JSON.stringify(line?.['error'])).toContain('ECONNREFUSED');
    expect((await api.withAuthorization(null).get('/healthz')).status).toBe(200);
  });
});
