import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDevTokens, devAudience, devIssuer, type DevTokens } from './dev-tokens.ts';

let folder: string;
let keyFile: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dev-tokens-'));
  keyFile = join(folder, 'deep', 'key.json');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function call(tokens: DevTokens, path: string, body?: string): Promise<Response> {
  const init = body === undefined ? {} : { method: 'POST', body };
  const answer = await tokens.routes(new Request(`http://127.0.0.1${path}`, init));
  return answer ?? new Response('passed on', { status: 404 });
}

async function publishedKeys(tokens: DevTokens): Promise<JSONWebKeySet> {
  const response = await call(tokens, '/.local/jwks.json');
  return (await response.json()) as JSONWebKeySet;
}

test('a token from the route verifies against the published keys and carries the claims', async () => {
  const tokens = await createDevTokens({ keyFile });
  const asked = { org: 'acme', sub: 'u1', name: 'Una', roles: ['member'], expiresInSeconds: 60 };
  const response = await call(tokens, '/.local/token', JSON.stringify(asked));
  const { token } = (await response.json()) as { token: string };
  const keys = createLocalJWKSet(await publishedKeys(tokens));
  const { payload } = await jwtVerify(token, keys, { issuer: devIssuer, audience: devAudience, algorithms: ['ES256'] });
  expect(payload).toMatchObject({ sub: 'u1', name: 'Una', org_id: 'acme', roles: ['member'] });
  expect(Number(payload.exp) - Number(payload.iat)).toBe(60);
});

test('a signed token lives twelve hours and is named by its subject when nothing else is said', async () => {
  const tokens = await createDevTokens({ keyFile });
  const token = await tokens.sign({ org: 'acme', sub: 'u1', roles: [] });
  const { payload } = await jwtVerify(token, createLocalJWKSet(JSON.parse(tokens.env.AUTH_JWKS) as JSONWebKeySet));
  expect(Number(payload.exp) - Number(payload.iat)).toBe(12 * 3600);
  expect(payload['name']).toBe('u1');
});

test('the key is kept for its owner only and the next start uses it', async () => {
  const first = await createDevTokens({ keyFile });
  const second = await createDevTokens({ keyFile });
  expect(await publishedKeys(second)).toEqual(await publishedKeys(first));
  if (process.platform !== 'win32') expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
});

test('the secret part of the key is never published', async () => {
  const tokens = await createDevTokens({ keyFile });
  const secret = (JSON.parse(await readFile(keyFile, 'utf8')) as { d: string }).d;
  expect(secret.length).toBeGreaterThan(20);
  expect(JSON.stringify(await publishedKeys(tokens))).not.toContain(secret);
  expect(tokens.env.AUTH_JWKS).not.toContain(secret);
});

test.each([
  ['{"sub":"u","roles":[]}', '/org'],
  ['{"org":"o","sub":"u","roles":["a",5]}', '/roles/1'],
  ['{"org":"o","sub":"u","roles":[],"expiresInSeconds":0}', '/expiresInSeconds'],
  ['{"org":"o","sub":"u","roles":[],"tenant":"x"}', '/tenant'],
  ['not json', ''],
])('the bad token request %s is answered by a problem that points to %s', async (body, pointer) => {
  const response = await call(await createDevTokens({ keyFile }), '/.local/token', body);
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({ code: 'validation_failed', errors: [{ pointer }] });
});

test('every other request is passed on', async () => {
  const tokens = await createDevTokens({ keyFile });
  expect(await tokens.routes(new Request('http://127.0.0.1/.local/other'))).toBeUndefined();
  expect(await tokens.routes(new Request('http://127.0.0.1/.local/token'))).toBeUndefined();
});

test('a file that is not a key is refused by name', async () => {
  const file = join(folder, 'other.json');
  await writeFile(file, '{"kty":"RSA"}');
  await expect(createDevTokens({ keyFile: file })).rejects.toThrow(file);
});
