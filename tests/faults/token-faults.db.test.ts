import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dependencies } from '../../functions/dependencies.ts';
import { endpoints } from '../../functions/http/all.ts';
import { startApi, type Api } from '../api/harness.ts';
import { pathOf } from './hostile-cases.ts';
import { openOnlooker, type Onlooker } from './onlooker.ts';

const issuer = 'https://issuer.example';
const audience = 'api://test';

let api: Api;
let onlooker: Onlooker;
let key: CryptoKey;
let tokens: Readonly<Record<string, string | null>>;
beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  key = pair.privateKey;
  const AUTH_JWKS = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'RS256' }] });
  api = await startApi({ env: { AUTH_JWKS, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience } });
  onlooker = await openOnlooker((await dependencies()).config.DATABASE_URL ?? '');
  const stranger = (await generateKeyPair('RS256')).privateKey;
  tokens = {
    none: null,
    'not a token': 'Bearer x',
    'another scheme': 'Basic YTpi',
    expired: await bearer({ exp: 1 }),
    'another issuer': await bearer({ iss: 'https://other.example' }),
    'another audience': await bearer({ aud: 'api://other' }),
    'no organisation': await bearer({ org_id: undefined }),
    'another key': await bearer({}, stranger),
    'alg none': `Bearer ${new UnsecuredJWT(claims({})).encode()}`,
  };
});
afterAll(async () => {
  await onlooker.close();
  await api.stop();
});

function claims(change: Record<string, unknown>): Record<string, unknown> {
  const exp = Math.floor(Date.now() / 1000) + 600;
  return { iss: issuer, aud: audience, sub: 'ann', org_id: 'acme', roles: ['admin'], exp, ...change };
}

async function bearer(change: Record<string, unknown>, by = key): Promise<string> {
  const token = new SignJWT(claims(change)).setProtectedHeader({ alg: 'RS256', kid: 'k' });
  return `Bearer ${await token.sign(by)}`;
}

const closed = endpoints.filter((record) => record.access !== 'public');

describe('a token that is not right', () => {
  it('opens no endpoint, whatever its access, and leaves nothing behind', async () => {
    const before = await onlooker.contents();
    const flaws: string[] = [];
    for (const record of closed) {
      for (const [what, authorization] of Object.entries(tokens)) {
        const caller = api.withAuthorization(authorization);
        const path = pathOf(record, {});
        // Malformed on purpose: nothing of the request counts before the caller is known.
        const answer = await (record.method === 'GET'
          ? caller.get<{ code: string }>(`${path}?zzz=1`)
          : caller[lower(record.method)]<{ code: string }>(path, '{"zzz":'));
        const right =
          answer.status === 401 &&
          answer.body.code === 'unauthenticated' &&
          answer.headers.get('content-type') === 'application/problem+json' &&
          answer.headers.get('www-authenticate') === 'Bearer';
        if (!right) flaws.push(`${record.name} with ${what}: ${answer.status}`);
      }
    }
    expect(flaws).toEqual([]);
    expect(await onlooker.contents()).toEqual(before);
  });

  it('is all that keeps the caller out: the right one is let in by every endpoint', async () => {
    const caller = api.withAuthorization(await bearer({}));
    for (const record of closed.filter(({ method }) => method === 'GET')) {
      expect([200, 400, 404]).toContain((await caller.get(pathOf(record, {}))).status);
    }
  });
});

type Verb = 'post' | 'put' | 'patch' | 'delete';

function lower(method: string): Verb {
  const verbs = { POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const;
  return verbs[method as keyof typeof verbs];
}
