import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { endpoints } from '../../functions/http/all.ts';
import { pathOf } from '../faults/hostile-cases.ts';
import type { ApiResponse } from './contract.ts';
import { startApi, type Api } from './harness.ts';
import { canaries, found } from './telemetry/canaries.ts';
import { linesOf, requestLine } from './telemetry/log-lines.ts';

const principal = 'aaaaaaaa-1111-4222-8333-cccccccccccc';
const issuer = 'https://gateway-issuer.example';
const audience = 'api://flowledger-service';
const name = 'X-Gateway-Authorization';

let api: Api;
let key: CryptoKey;
let stranger: CryptoKey;
let published: object;
let publishing = true;
let keyServer: Server;
beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  key = pair.privateKey;
  stranger = (await generateKeyPair('RS256')).privateKey;
  published = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'RS256' }] };
  keyServer = createServer((_, response) => {
    response.writeHead(publishing ? 200 : 500, { 'content-type': 'application/json' }).end(JSON.stringify(published));
  }).listen(0, '127.0.0.1');
  await once(keyServer, 'listening');
  api = await startApi({
    env: {
      // As somebody might paste it.
      GATEWAY_PRINCIPAL_ID: principal.toUpperCase(),
      GATEWAY_ISSUER: issuer,
      GATEWAY_AUDIENCE: audience,
      GATEWAY_JWKS_URI: `http://127.0.0.1:${(keyServer.address() as AddressInfo).port}/keys`,
    },
  });
});
afterAll(async () => {
  await api.stop();
  keyServer.close();
  keyServer.closeAllConnections();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const claims = (change: Record<string, unknown>): Record<string, unknown> => ({
  iss: issuer,
  aud: audience,
  sub: principal,
  oid: principal,
  exp: Math.floor(Date.now() / 1000) + 600,
  ...change,
});

async function proof(change: Record<string, unknown> = {}, by = key, kid = 'k'): Promise<string> {
  return `Bearer ${await new SignJWT(claims(change)).setProtectedHeader({ alg: 'RS256', kid }).sign(by)}`;
}

type Answer = ApiResponse<{ code: string }>;
const through = async (path: string, value?: string): Promise<Answer> =>
  api.as().get(path, { [name]: value ?? (await proof()) });

/** The status of a request with these header lines. */
async function statusWith(lines: string[]): Promise<number | undefined> {
  const asked = httpRequest(`${api.url}/openapi.json`, { headers: { [name]: lines } });
  // The host hangs up after a 431.
  asked.on('error', () => undefined).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.on('error', () => undefined).resume();
  return response.statusCode;
}

/** The lines that the app has written since `work` began. */
async function written(work: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const before = api.logs.length;
  await work();
  return linesOf(api.logs.slice(before));
}

describe('while the gateway’s keys cannot be had', () => {
  it('a request is a 503 that asks for another try, and the next one is let in when they can', async () => {
    publishing = false;
    try {
      for (const path of ['/api/me', '/openapi.json', '/nothing']) {
        const { status, headers, body } = await through(path);
        expect({ path, status, body }).toMatchObject({ path, status: 503, body: { code: 'identity_unavailable' } });
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      }
    } finally {
      publishing = true;
    }
    expect((await through('/api/me')).status).toBe(200);
  });
});

describe('with the proof of the gateway', () => {
  it.each([
    ['/api/me', 200],
    ['/openapi.json', 200],
    ['/api/docs', 200],
    ['/api/docs/init.js', 200],
    ['/problems/conflict', 200],
    ['/nothing', 404],
  ])('GET %s is answered as ever', async (path, status) => {
    expect((await through(path)).status).toBe(status);
  });

  it('the caller is still asked who it is', async () => {
    const answer = await api.withAuthorization(null).get('/api/me', { [name]: await proof() });
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
  });
});

describe('without it', () => {
  it.each<[string, () => string | undefined | Promise<string>, string]>([
    ['no header', () => undefined, 'there is no token'],
    ['an empty header', () => '', 'the header is not one token'],
    ['garbage', () => 'Bearer x', 'the token is malformed'],
    ['another scheme', () => 'Basic YTpi', 'the header is not one token'],
    ['the token alone', async () => (await proof()).slice('Bearer '.length), 'the header is not one token'],
    ['two tokens in one', async () => `${await proof()}, ${await proof()}`, 'the header is not one token'],
    ['15,000 letters', () => `Bearer ${'x'.repeat(15_000)}`, 'the header is not one token'],
    ['another key', () => proof({}, stranger), "the token's signature is wrong"],
    ['a key that is not published', () => proof({}, stranger, 'z'), "the token's key is not one of the issuer's"],
    ['no signature', () => `Bearer ${new UnsecuredJWT(claims({})).encode()}`, "the token's algorithm is not accepted"],
    ['another audience', () => proof({ aud: 'api://test' }), "the token's audience is missing or not accepted"],
    ['another issuer', () => proof({ iss: 'https://other.example' }), "the token's issuer is missing or not accepted"],
    ['another identity', () => proof({ oid: crypto.randomUUID() }), "the token's object id is missing or not accepted"],
    ['no identity', () => proof({ oid: undefined }), "the token's object id is missing or not accepted"],
    ['identities as a list', () => proof({ oid: [principal] }), "the token's object id is missing or not accepted"],
    ['an expired one', () => proof({ exp: 1 }), 'the token has expired'],
    ['one without expiry', () => proof({ exp: undefined }), "the token's expiry is missing or not accepted"],
    ['the caller’s own token', () => api.authorization(), "the token's key is not one of the issuer's"],
  ])('but with %s it is a 403 that does not say why; the log does', async (_, make, reason) => {
    const value = await make();
    let answer: Answer | undefined;
    const lines = await written(async () => {
      answer = await api.as().get('/api/me', value === undefined ? {} : { [name]: value });
    });
    expect(answer?.status).toBe(403);
    expect(answer?.body).toEqual({
      type: '/problems/gateway_required',
      title: 'Requests come through the gateway',
      status: 403,
      code: 'gateway_required',
      detail: 'Requests are taken from the API’s gateway only.',
      instance: answer?.headers.get('x-request-id'),
    });
    expect(lines).toHaveLength(1);
    expect(requestLine.parse(lines[0])).toMatchObject({ status: 403, code: 'gateway_required', reason, orgId: null });
  });

  it('but with two headers, each of them right, it is a 403', async () => {
    const right = await proof();
    expect(await statusWith([right, right])).toBe(403);
  });

  it('but with 100 KB it does not reach the app', async () => {
    const lines = await written(async () => {
      expect(await statusWith([`Bearer ${'x'.repeat(100_000)}`])).toBe(431);
    });
    expect(lines).toEqual([]);
  });

  it('every endpoint is closed but the probes, whatever else is wrong with the request', async () => {
    const open: string[] = [];
    for (const record of endpoints) {
      const path = `${pathOf(record, {})}?zzz=1`;
      const body = record.method === 'GET' ? {} : { body: 'x'.repeat(2 ** 21) };
      const response = await fetch(api.url + path, { method: record.method, redirect: 'manual', ...body });
      const code = ((await response.json().catch(() => ({}))) as { code?: string }).code;
      if (response.status !== 403 || code !== 'gateway_required') open.push(record.name);
    }
    expect(open.sort()).toEqual(['platform-health', 'platform-healthz']);
  });

  it('no path and no method is told from another', async () => {
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/nothing'],
      ['GET', '/api-docs'],
      ['PUT', '/api/signals'],
      ['POST', '/healthz'],
      ['OPTIONS', '/api/signals'],
    ] as const) {
      const response = await fetch(api.url + path, { method });
      expect([method, path, response.status, response.headers.get('allow')]).toEqual([method, path, 403, null]);
      expect(await response.json()).toMatchObject({ code: 'gateway_required' });
    }
  });

  it('the probes are answered', async () => {
    expect((await api.withAuthorization(null).get('/healthz')).status).toBe(200);
    expect((await api.withAuthorization(null).get('/api/health', { [name]: 'Bearer x' })).status).toBe(200);
  });
});

describe('a token of the gateway', () => {
  const count = () => vi.spyOn(crypto.subtle, 'verify');

  it('is verified once, whatever comes with it', async () => {
    const value = await proof({ jti: 'once' });
    const verify = count();
    for (const path of ['/openapi.json', '/nothing', '/problems/conflict']) await through(path, value);
    expect(verify).toHaveBeenCalledTimes(1);
    // The caller's own is another one each time.
    await through('/api/me', value);
    expect(verify).toHaveBeenCalledTimes(2);
  });

  it('stays known however many are refused', async () => {
    const value = await proof({ jti: 'stays' });
    await through('/openapi.json', value);
    for (let tries = 0; tries < 20; tries += 1) await through('/openapi.json', await proof({ jti: tries }, stranger));
    const verify = count();
    expect((await through('/openapi.json', value)).status).toBe(200);
    expect(verify).not.toHaveBeenCalled();
  });
});

it('no value of the header and no claim of its token stands in the log', async () => {
  const before = api.logs.length;
  const { gateway, text, email } = canaries;
  for (const value of [gateway, `Bearer ${gateway}`, `Basic ${gateway}`, await proof({ oid: text, sub: email })]) {
    await through('/api/me', value);
    await through(`/nothing`, value);
  }
  const entries = api.logs.slice(before).map((entry) => JSON.stringify(entry));
  expect(entries.length).toBeGreaterThanOrEqual(8);
  expect(found(entries)).toEqual([]);
  expect(entries.filter((entry) => entry.includes('eyJ'))).toEqual([]);
});
