import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type Api } from './harness.ts';

const issuer = 'https://issuer.example';
const audience = 'api://test';
let key: CryptoKey;
let api: Api;

beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  key = pair.privateKey;
  const AUTH_JWKS = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'RS256' }] });
  api = await startApi({
    env: {
      AUTH_JWKS,
      AUTH_ISSUER: issuer,
      AUTH_AUDIENCE: audience,
      AUTH_ORG_CLAIM: 'tid',
      ORG_AUTO_PROVISION: 'false',
    },
  });
});
afterAll(() => api.stop());

const claims = (change: Record<string, unknown>): Record<string, unknown> => ({
  iss: issuer,
  aud: audience,
  sub: 'ann',
  tid: 'acme',
  roles: ['viewer'],
  exp: Math.floor(Date.now() / 1000) + 60,
  ...change,
});

const signed = (change: Record<string, unknown>, by: CryptoKey = key): Promise<string> =>
  new SignJWT(claims(change)).setProtectedHeader({ alg: 'RS256', kid: 'k' }).sign(by);

describe('GET /api/me', () => {
  it.each([
    ['an expired token', { exp: 1 }],
    ['another issuer', { iss: 'https://other.example' }],
    ['another audience', { aud: 'api://other' }],
    ['no organisation', { tid: undefined }],
    ['no subject', { sub: undefined }],
    ['a NUL in its subject', { sub: 'a\u0000' }],
    ['half a surrogate pair in its subject', { sub: 'a\ud800' }],
    ['a number for its subject', { sub: 7 }],
    ['a list for its subject', { sub: ['ann'] }],
    ['the name of a job of the service for its subject', { sub: 'System:outbox' }],
    ['no expiry', { exp: undefined }],
    ['an expiry beyond all time', { exp: 1e15 }],
  ])('with %s is a 401 problem', async (_, change) => {
    const { status, headers, body } = await api.withAuthorization(`Bearer ${await signed(change)}`).get('/api/me');
    expect({ status, body }).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });

  it('signed by a stranger, not at all, or with a shared secret is a 401 problem', async () => {
    const stranger = (await generateKeyPair('RS256')).privateKey;
    const secret = new SignJWT(claims({})).setProtectedHeader({ alg: 'HS256', kid: 'k' }).sign(new Uint8Array(32));
    const tokens = [await signed({}, stranger), new UnsecuredJWT(claims({})).encode(), await secret];
    for (const token of tokens) {
      const answer = await api.withAuthorization(`Bearer ${token}`).get('/api/me');
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    }
    expect((await api.withAuthorization(null).get('/api/me')).status).toBe(401);
  });

  it('takes no notice of what a gateway sends where no setting asks for it', async () => {
    const authorization = `Bearer ${await signed({})}`;
    for (const sent of ['Bearer x', authorization]) {
      const header = { 'X-Gateway-Authorization': sent };
      expect((await api.withAuthorization(null).get('/openapi.json', header)).status).toBe(200);
      expect((await api.withAuthorization(null).get('/nothing', header)).status).toBe(404);
      // The organisation is not set up: the caller's own token was good.
      const answer = await api.withAuthorization(authorization).get('/api/me', header);
      expect(answer).toMatchObject({ status: 403, body: { code: 'org_not_provisioned' } });
      expect((await api.withAuthorization(null).get('/api/me', header)).status).toBe(401);
    }
  });

  it('without a known role is a 403 problem', async () => {
    const answer = await api.withAuthorization(`Bearer ${await signed({ roles: ['pope'] })}`).get('/api/me');
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  it('of an organisation that nobody has set up is a 403 problem that says so', async () => {
    const answer = await api.withAuthorization(`Bearer ${await signed({ tid: 'nobody' })}`).get('/api/me');
    expect(answer).toMatchObject({ status: 403, body: { code: 'org_not_provisioned' } });
  });
});
