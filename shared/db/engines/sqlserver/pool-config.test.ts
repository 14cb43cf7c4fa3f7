import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { TokenCredential } from '@azure/identity';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SqlServerLogin } from './options.ts';
import { poolConfig } from './pool-config.ts';
import { lockTimeoutMs } from './send-statement.ts';

const scope = 'https://database.windows.net/.default';
let programs: string;

beforeEach(async () => {
  programs = await mkdtemp(join(tmpdir(), 'flowledger-az-'));
  vi.stubEnv('PATH', `${programs}${delimiter}/usr/bin${delimiter}/bin`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(programs, { recursive: true });
});

async function credentialOf(login: SqlServerLogin): Promise<TokenCredential> {
  const { authentication } = await poolConfig({ address: { server: 's', database: 'd', login } });
  expect(authentication?.type).toBe('token-credential');
  const options = authentication?.options;
  if (options === undefined || !('credential' in options)) throw new Error('There is no credential.');
  return options.credential;
}

/** A program that prints what `az` or `azd` prints when asked for a token. */
async function stub(name: string, answer: Readonly<Record<string, string>>): Promise<void> {
  const file = join(programs, name);
  await writeFile(file, `#!/bin/sh\necho '${JSON.stringify(answer)}'\n`);
  await chmod(file, 0o755);
}

const expires = new Date(Date.now() + 3_600_000).toISOString();

test.skipIf(process.platform === 'win32')('the login of the Azure CLI is taken', async () => {
  await stub('az', { accessToken: 'from-az', expiresOn: expires, tenant: 't', tokenType: 'Bearer' });
  const credential = await credentialOf({ kind: 'azure-cli' });
  expect((await credential.getToken(scope))?.token).toBe('from-az');
});

test.skipIf(process.platform === 'win32')('without the Azure CLI, that of the Azure Developer CLI', async () => {
  await stub('azd', { token: 'from-azd', expiresOn: expires });
  const credential = await credentialOf({ kind: 'azure-cli' });
  expect((await credential.getToken(scope))?.token).toBe('from-azd');
});

test('with neither, the error names both', async () => {
  const credential = await credentialOf({ kind: 'azure-cli' });
  await expect(credential.getToken(scope)).rejects.toThrow(
    /az login[^]*azd auth login|Azure CLI[^]*Azure Developer CLI/,
  );
});

test('a password needs no credential', async () => {
  const config = await poolConfig({ address: 'mssql://ann:secret@s/d' });
  expect(config).toMatchObject({ user: 'ann', password: 'secret' });
  expect(config.authentication).toBeUndefined();
});

test('a server that cannot be reached is given up before the wait for a connection, a lock before its statement', async () => {
  const { connectionTimeout, requestTimeout, pool } = await poolConfig({ address: 'mssql://ann:secret@s/d' });
  expect(connectionTimeout).toBeLessThan(pool?.acquireTimeoutMillis ?? 0);
  expect(requestTimeout).toBeGreaterThan(lockTimeoutMs);
  expect(requestTimeout).toBe(8_000);
});
