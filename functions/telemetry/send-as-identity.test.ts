import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readConfig, type Config } from '../../shared/platform/config.ts';
import { record } from '../../shared/platform/metrics.ts';
import { openAzureMonitor } from './azure-monitor.ts';
import { exportMetrics } from './export-metrics.ts';
import { senderOf } from './sender.ts';

/** An identity for each test: the library keeps tokens for the whole process. */
const id = (digit: number): string => `${String(digit).repeat(8)}-2222-4333-8444-555555555555`;
const named = (digit: number): Readonly<Record<string, string>> => ({
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: `Authorization=AAD;ClientId=${id(digit)}`,
});
const unnamed = { APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD' };

function configOf(given: Readonly<Record<string, string>>): Config {
  const auth = { AUTH_ISSUER: 'https://i.example', AUTH_AUDIENCE: 'a', AUTH_JWKS_URI: 'https://i.example/keys' };
  return readConfig({ DATABASE_URL: 'postgres://127.0.0.1/db', ...auth, ...given });
}

const asked: { readonly url: URL; readonly secret: IncomingMessage['headers'][string] }[] = [];
let working = true;
let server: Server;
beforeAll(async () => {
  // Stands in for what App Service offers a process on its own machine, to get tokens of the app's identities.
  server = createServer((request, response) => {
    asked.push({ url: new URL(request.url ?? '/', 'http://local'), secret: request.headers['x-identity-header'] });
    response.setHeader('content-type', 'application/json');
    if (!working) {
      response.writeHead(400).end(JSON.stringify({ statusCode: 400, message: 'No such identity.' }));
      return;
    }
    const { resource = '', client_id: client } = Object.fromEntries(asked.at(-1)?.url.searchParams ?? []);
    const expires_on = String(Math.floor(Date.now() / 1000) + 86_400);
    const token = { access_token: `token-of-${client ?? 'system'}`, expires_on, resource, token_type: 'Bearer' };
    response.end(JSON.stringify({ ...token, client_id: client ?? '' }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  working = true;
  asked.length = 0;
  vi.stubEnv('IDENTITY_ENDPOINT', `http://127.0.0.1:${(server.address() as AddressInfo).port}/msi/token`);
  vi.stubEnv('IDENTITY_HEADER', 'of-this-machine');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** The Authorization headers of the exporter's requests while one measurement is sent. */
async function authorizations(given: Readonly<Record<string, string>>): Promise<(string | undefined)[]> {
  const seen: (string | undefined)[] = [];
  const config = configOf({ APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=${id(0)}`, ...given });
  const stop = exportMetrics({
    connectionString: config.APPLICATIONINSIGHTS_CONNECTION_STRING ?? '',
    ...senderOf(config),
    intervalMs: 60_000,
    version: '1.2.3',
    afterMs: 60_000,
    open: (sink) =>
      openAzureMonitor(sink, {
        httpClient: {
          sendRequest(request) {
            seen.push(request.headers.get('authorization'));
            const bodyAsText = JSON.stringify({ itemsReceived: 1, itemsAccepted: 1, errors: [] });
            return Promise.resolve({ request, status: 200, headers: request.headers, bodyAsText });
          },
        },
      }),
    failed: (error) => {
      throw error;
    },
  });
  record('flowledger.outbox.lag', 1);
  await stop();
  return seen;
}

describe('metrics', () => {
  it.each([
    ['that the setting names', named(1), id(1)],
    ['that the setting names, and not of the database', { ...named(2), AZURE_CLIENT_ID: id(3) }, id(2)],
    ['of the database where it names none', { ...unnamed, AZURE_CLIENT_ID: id(4) }, id(4)],
    ['of the app itself', unnamed, undefined],
  ])('are sent with a token of the identity %s', async (_, given, client) => {
    expect(await authorizations(given)).toEqual([`Bearer token-of-${client ?? 'system'}`]);
    expect(asked.map(({ url, secret }) => [url.searchParams.get('client_id') ?? undefined, secret])).toEqual([
      [client, 'of-this-machine'],
    ]);
    expect(asked[0]?.url.searchParams.get('resource')).toMatch(/^https:\/\/monitor\.azure\.com\/?$/);
  });

  it('are sent without any token, and none is asked for, where no setting wants it', async () => {
    expect(await authorizations({ AZURE_CLIENT_ID: id(5) })).toEqual([undefined]);
    expect(asked).toEqual([]);
  });

  it('are never sent without the token that could not be had, and that is no reason to fail', async () => {
    working = false;
    expect(await authorizations(named(6))).toEqual([]);
    expect(asked.length).toBeGreaterThan(0);
  });
});
