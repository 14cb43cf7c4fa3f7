import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import * as z from 'zod';

/** The key pair that signs local tokens. */
interface DevKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

const privateJwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});

/** Reads the key, or makes it with mode 0600 when the file is absent. Throws, naming the file, when it is not such a key. */
export async function readOrCreateDevKey(file: string): Promise<DevKey> {
  const text = (await readIfPresent(file)) ?? (await create(file));
  try {
    const jwk = privateJwk.parse(JSON.parse(text));
    const { d: _secret, ...publicPart } = jwk;
    const kid = await calculateJwkThumbprint(publicPart);
    const privateKey = await importJWK(jwk, 'ES256');
    if (privateKey instanceof Uint8Array) throw new Error('not an asymmetric key');
    return { kid, privateKey, publicJwk: { ...publicPart, kid, alg: 'ES256', use: 'sig' } };
  } catch (error) {
    throw new Error(`${file} is not a signing key; remove it and a new one is made.`, { cause: error });
  }
}

async function create(file: string): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const text = JSON.stringify(await exportJWK(privateKey));
  await mkdir(dirname(file), { recursive: true });
  try {
    // Exclusive: of two first starts at once, one makes the key and the other reads it.
    const handle = await open(file, 'wx', 0o600);
    await handle.writeFile(text);
    await handle.close();
    return text;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return await readFile(file, 'utf8');
    throw error;
  }
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
