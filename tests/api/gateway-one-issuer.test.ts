import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type Api } from './harness.ts';

/* As with Microsoft Entra ID: callers' tokens and the gateway's come from one issuer and are signed by the same keys. */
const issuer = 'https://issuer.example/v2.0';
const principal = 'aaaaaaaa-1111-4222-8333-cccccccccccc';
const audiences = { caller: 'api://flowledger', gateway: 'fb60f99c-7a34-4190-8149-302f77469936' };

let api: Api;
let key: CryptoKey;
beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  key = pair.privateKey;
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'RS256' }] });
  api = await startApi({
    env: {
      AUTH_ISSUER: issuer,
      AUTH_AUDIENCE: audiences.caller,
      AUTH_JWKS: keys,
      AUTH_ORG_CLAIM: 'tid',
      GATEWAY_PRINCIPAL_ID: principal,
      GATEWAY_ISSUER: issuer,
      GATEWAY_AUDIENCE: audiences.gateway,
      GATEWAY_JWKS: keys,
    },
  });
});
afterAll(() => api.stop());

async function token(claims: Record<string, unknown>): Promise<string> {
  const always = { iss: issuer, tid: 'acme', exp: Math.floor(Date.now() / 1000) + 600 };
  return `Bearer ${await new SignJWT({ ...always, ...claims }).setProtectedHeader({ alg: 'RS256', kid: 'k' }).sign(key)}`;
}
const caller = (): Promise<string> => token({ aud: audiences.caller, sub: 'ann', oid: 'ann', roles: ['manager'] });
const gateway = (): Promise<string> => token({ aud: audiences.gateway, sub: principal, oid: principal });

async function answered(authorization: string, proof: string): Promise<unknown> {
  const headers = { 'X-Gateway-Authorization': proof };
  const { status, body } = await api.withAuthorization(authorization).get<{ code?: string }>('/api/me', headers);
  return [status, body.code];
}

it('each token is taken in its own place only', async () => {
  expect(await answered(await caller(), await gateway())).toEqual([200, undefined]);
  expect(await answered(await gateway(), await caller())).toEqual([403, 'gateway_required']);
  expect(await answered(await caller(), await caller())).toEqual([403, 'gateway_required']);
  expect(await answered(await gateway(), await gateway())).toEqual([401, 'unauthenticated']);
});

it('a token for callers that names the gateway is no proof, nor is one for the gateway that names another', async () => {
  const forCallers = await token({ aud: audiences.caller, sub: principal, oid: principal, roles: ['admin'] });
  expect(await answered(await caller(), forCallers)).toEqual([403, 'gateway_required']);
  const ofAnother = await token({ aud: audiences.gateway, sub: 'ann', oid: 'ann' });
  expect(await answered(await caller(), ofAnother)).toEqual([403, 'gateway_required']);
});
