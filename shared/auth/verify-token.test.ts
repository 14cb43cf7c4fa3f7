import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JSONWebKeySet } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../platform/errors.ts';
import { tokenVerifier, type TokenRules, type VerifyToken } from './verify-token.ts';

const issuer = 'https://issuer.example';
const audience = 'api://flowledger';
const now = (): number => Math.floor(Date.now() / 1000);

let key: CryptoKey;
let stranger: CryptoKey;
let keys: JSONWebKeySet;
let verify: VerifyToken;

const rulesWith = (set: TokenRules['keys']): TokenRules => ({
  issuer,
  audience,
  keys: set,
  orgClaim: 'org_id',
  rolesClaim: 'roles',
});

beforeAll(async () => {
  const own = await generateKeyPair('ES256');
  key = own.privateKey;
  stranger = (await generateKeyPair('ES256')).privateKey;
  keys = { keys: [{ ...(await exportJWK(own.publicKey)), kid: 'one', alg: 'ES256' }] };
  verify = tokenVerifier(rulesWith(keys));
});

const good = (): Record<string, unknown> => ({
  iss: issuer,
  aud: audience,
  sub: 'ann',
  name: 'Ann',
  org_id: 'acme',
  roles: ['member', 'pope'],
  exp: now() + 60,
});

function token(change: Record<string, unknown> = {}, signer: CryptoKey = key, kid = 'one'): Promise<string> {
  return new SignJWT({ ...good(), ...change }).setProtectedHeader({ alg: 'ES256', kid }).sign(signer);
}

async function refusal(made: string | Promise<string>, by: VerifyToken = verify): Promise<AppError> {
  const header = `Bearer ${await made}`;
  return by(header).then(
    () => {
      throw new Error('The token was accepted.');
    },
    (error: unknown) => {
      expect(error).toBeInstanceOf(AppError);
      return error as AppError;
    },
  );
}

describe('a good token', () => {
  it('names the caller, the organisation and the known roles', async () => {
    await expect(verify(`Bearer ${await token()}`)).resolves.toMatchObject({
      actor: { kind: 'user', id: 'ann', name: 'Ann' },
      orgKey: 'acme',
      roles: ['member'],
    });
  });

  it.each([
    [{ roles: ['agent'] }, 'agent'],
    [{ idtyp: 'app' }, 'service'],
  ])('with %o is of kind %s', async (change, kind) => {
    expect((await verify(`bearer ${await token(change)}`)).actor.kind).toBe(kind);
  });

  it('may be up to the tolerance late', async () => {
    await expect(verify(`Bearer ${await token({ exp: now() - 10 })}`)).resolves.toBeDefined();
  });
});

describe('a token is refused', () => {
  it.each([
    ['that has expired', { exp: now() - 61 }, 'expired'],
    ['without expiry', { exp: undefined }, 'expiry'],
    ['that is not valid yet', { nbf: now() + 120 }, 'start time'],
    ['of another issuer', { iss: 'https://other.example' }, 'issuer'],
    ['for another audience', { aud: 'api://other' }, 'audience'],
    ['without subject', { sub: undefined }, 'subject'],
    ['without organisation', { org_id: undefined }, 'organisation'],
    ['with an empty organisation', { org_id: ' ' }, 'organisation'],
    [
      'whose organisation ends in a blank, which one of the databases does not see',
      { org_id: 'acme ' },
      'organisation',
    ],
    ['whose subject ends in a blank', { sub: 'ann ' }, 'subject'],
    ['with an organisation that is no text', { org_id: 7 }, 'organisation'],
    ['with an endless organisation', { org_id: 'x'.repeat(129) }, 'organisation'],
  ])('%s', async (_, change, word) => {
    const error = await refusal(token(change));
    expect(error).toMatchObject({ code: 'unauthenticated', status: 401 });
    expect(error.message).toContain(word);
  });

  it('signed by another key under the same id', async () => {
    expect((await refusal(token({}, stranger))).message).toContain('signature');
  });

  it('signed by a key that the issuer does not publish', async () => {
    expect((await refusal(token({}, stranger, 'two'))).message).toContain('key');
  });

  it('without a signature (alg none)', async () => {
    expect((await refusal(new UnsecuredJWT(good()).encode())).status).toBe(401);
  });

  it('signed with a shared secret, even when the secret is the public key', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(keys));
    const made = new SignJWT(good()).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(secret);
    expect((await refusal(made)).message).toContain('algorithm');
  });

  it.each(['', 'x', 'a.b.c', 'a.b'])('that is none: %j', async (text) => {
    expect((await refusal(text)).status).toBe(401);
  });

  it.each([null, '', 'Basic YTpi', 'Bearer'])('when the header is %j', async (header) => {
    await expect(verify(header)).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

describe('when the keys cannot be had', () => {
  it('the answer is 503, not 401: it is not the caller who is wrong', async () => {
    const server = createServer((_, response) => response.writeHead(500).end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`);
    const failing = await refusal(token(), tokenVerifier(rulesWith(url)));
    expect(failing).toMatchObject({ code: 'identity_unavailable', status: 503 });
    await new Promise((resolve) => server.close(resolve));
    const unreachable = await refusal(token(), tokenVerifier(rulesWith(url)));
    expect(unreachable.facts.retryAfterSeconds).toBeGreaterThan(0);
  });
});
