import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readConfig } from '../../shared/platform/config.ts';
import { openEngine } from '../open-engine.ts';
import type { MetricSink, SinkOptions } from './metric-sink.ts';
import { startTelemetry } from './start-telemetry.ts';

const opened = vi.hoisted((): SinkOptions[] => []);
vi.mock('./azure-monitor.ts', () => ({
  openAzureMonitor: (options: SinkOptions): Promise<MetricSink> => {
    opened.push(options);
    return Promise.resolve({ take: () => undefined, close: () => Promise.resolve() });
  },
}));
beforeEach(() => {
  opened.length = 0;
});

const least = {
  DATABASE_URL: 'postgres://127.0.0.1:1/none',
  AUTH_ISSUER: 'https://i.example',
  AUTH_AUDIENCE: 'a',
  AUTH_JWKS: '{"keys":[]}',
};
const connectionString = 'InstrumentationKey=00000000-1111-2222-3333-444444444444';
const sending = { ...least, APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString };
const clientId = '11111111-2222-4333-8444-555555555555';

/** What a sink was opened with between start and stop. */
async function sinkOf(env: Readonly<Record<string, string>>): Promise<SinkOptions[]> {
  const config = readConfig(env);
  const engine = await openEngine(config);
  await startTelemetry(config, engine)();
  await engine.close();
  return opened;
}

describe('telemetry', () => {
  it('is sent nowhere without a setting', async () => {
    expect(await sinkOf({ ...least, APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD' })).toEqual([]);
  });

  it('is sent with the connection string alone where no identity is asked for', async () => {
    expect(await sinkOf({ ...sending, AZURE_CLIENT_ID: clientId })).toEqual([
      { connectionString, intervalMs: 60_000, version: expect.any(String) as string },
    ]);
  });

  it('is sent as the identity that is asked for', async () => {
    const asked = { APPLICATIONINSIGHTS_AUTHENTICATION_STRING: `Authorization=AAD;ClientId=${clientId}` };
    expect(await sinkOf({ ...sending, ...asked })).toMatchObject([{ connectionString, identity: { clientId } }]);
  });
});
