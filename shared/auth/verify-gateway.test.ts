import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { gatewayVerifier, type VerifyGateway } from './verify-gateway.ts';
import type { GatewaySettings } from '../platform/gateway-settings.ts';

const principalId = 'aaaaaaaa-1111-4222-8333-cccccccccccc';
const start = Date.UTC(2026, 0, 1);

let key: CryptoKey;
let settings: GatewaySettings;
let verify: VerifyGateway;
beforeAll(async () => {
  const pair = await generateKeyPair('ES256');
  key = pair.privateKey;
  const keys = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'ES256' }] };
  settings = { principalId, issuer: 'https://issuer.example', audience: 'api://service', keys };
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: start });
  verify = gatewayVerifier(settings);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function header(change: Record<string, unknown> = {}): Promise<string> {
  const { issuer: iss, audience: aud } = settings;
  const claims = { iss, aud, oid: principalId, exp: start / 1000 + 600, ...change };
  return `Bearer ${await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'k' }).sign(key)}`;
}

const refused = { code: 'gateway_required', status: 403, facts: {} };
const signatures = () => vi.spyOn(crypto.subtle, 'verify');

describe('the proof of the gateway', () => {
  it('of another identity is refused every time', async () => {
    const other = await header({ oid: 'bbbbbbbb-1111-4222-8333-cccccccccccc' });
    for (let times = 0; times < 2; times += 1) await expect(verify(other)).rejects.toMatchObject(refused);
  });

  it('is verified once for many requests', async () => {
    const good = await header();
    const checked = signatures();
    for (let times = 0; times < 5; times += 1) await verify(good);
    expect(checked).toHaveBeenCalledTimes(1);
  });

  it.each([
    [null, 'there is no token'],
    ['', 'the header is not one token'],
    [`Bearer ${'x'.repeat(100_000)}`, 'the header is not one token'],
  ])('that is none (%.20s) is refused unread', async (value, reason) => {
    const checked = signatures();
    await expect(verify(value)).rejects.toMatchObject({ ...refused, cause: { name: 'TokenRefusal', message: reason } });
    expect(checked).not.toHaveBeenCalled();
  });

  it('is not taken for another one that begins like it', async () => {
    const good = await header();
    await verify(good);
    await expect(verify(`${good}A`)).rejects.toMatchObject(refused);
    await expect(verify(good.slice(0, -1))).rejects.toMatchObject(refused);
  });
});
