import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostLogEntry } from '../local/host/host-log.ts';
import { startHost, type RunningHost } from '../local/host/start-host.ts';
import { composeWith } from './dependencies.ts';

const logs: HostLogEntry[] = [];
let host: RunningHost;
beforeAll(async () => {
  composeWith({
    env: {
      DATABASE_URL: 'postgres://127.0.0.1:1/none',
      AUTH_ISSUER: 'https://i.example',
      AUTH_AUDIENCE: 'a',
      AUTH_JWKS: '{"keys":[]}',
      GATEWAY_PRINCIPAL_ID: 'aaaaaaaa-1111-4222-8333-cccccccccccc',
    },
  });
  const load = (): Promise<unknown> => import('./index.ts');
  const log = (entry: HostLogEntry): void => void logs.push(entry);
  host = await startHost({ root: join(import.meta.dirname, '..'), load, port: 0, timers: 'manual', log });
});
afterAll(() => host.stop());

describe('a service that knows its gateway by half', () => {
  it.each(['/openapi.json', '/api/docs', '/problems/conflict', '/api/me', '/nothing'])(
    'is closed: GET %s is a 500, and the log names what is missing',
    async (path) => {
      logs.length = 0;
      const response = await fetch(host.url + path);
      expect([response.status, await response.json()]).toMatchObject([500, { code: 'internal_error' }]);
      const [line] = logs.filter(({ category }) => category === 'user');
      for (const name of ['GATEWAY_ISSUER', 'GATEWAY_AUDIENCE', 'GATEWAY_JWKS_URI']) {
        expect(line?.message).toContain(`${name} is needed`);
      }
    },
  );

  it('is alive, and not healthy', async () => {
    expect((await fetch(`${host.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${host.url}/api/health`)).status).toBe(503);
  });
});
