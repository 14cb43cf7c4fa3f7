import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readConfig, settingShape } from './config.ts';
import { readGatewaySettings } from './gateway-settings.ts';
import { ConfigError } from './read-settings.ts';

const least = {
  DATABASE_URL: 'postgres://u:geheim@localhost/db',
  AUTH_ISSUER: 'https://issuer.example',
  AUTH_AUDIENCE: 'api://x',
  AUTH_JWKS_URI: 'https://issuer.example/keys',
};

function complaint(env: Record<string, string | undefined>): string {
  try {
    readConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error('The settings were taken.');
}

describe('the configuration', () => {
  it('has a default for everything that is not the database or the identity provider', () => {
    expect(readConfig(least)).toMatchObject({
      DB_POOL_MAX: 10,
      AUTH_ORG_CLAIM: 'org_id',
      AUTH_ROLES_CLAIM: 'roles',
      ORG_AUTO_PROVISION: false,
      SQL_AUTHENTICATION: 'managed-identity',
    });
  });

  it('takes an empty value for none', () => {
    expect(readConfig({ ...least, DB_POOL_MAX: '' }).DB_POOL_MAX).toBe(10);
  });

  it('names everything that is wrong at once', () => {
    const message = complaint({ DB_POOL_MAX: 'many', ORG_AUTO_PROVISION: 'yes', AUTH_ISSUER: 'x', AUTH_AUDIENCE: 'y' });
    expect(message).toContain('DB_POOL_MAX must be a whole number');
    expect(message).toContain('ORG_AUTO_PROVISION must be true or false');
    expect(message.match(/DATABASE_URL/g)).toHaveLength(1);
    expect(complaint({ ...least, DATABASE_URL: 'x' }).match(/DATABASE_URL/g)).toHaveLength(1);
  });

  it('takes schedules that a timer could run by', () => {
    const schedules = { OUTBOX_SCHEDULE: 'bad', SLA_SCHEDULE: '0 * * * *', RETENTION_SCHEDULE: '0 61 * * * *' };
    const message = complaint({ ...least, ...schedules });
    expect(message).toContain('OUTBOX_SCHEDULE must be NCRONTAB');
    expect(message).toContain('RETENTION_SCHEDULE must be NCRONTAB');
    expect(message).not.toContain('SLA_SCHEDULE');
  });

  it('names what is needed and absent', () => {
    const message = complaint({});
    expect(message).toContain('AUTH_ISSUER is needed');
    expect(message).toContain('AUTH_AUDIENCE is needed');
    expect(message).toContain('AUTH_JWKS_URI is needed (or AUTH_JWKS)');
    expect(message).toContain('DATABASE_URL is needed (or SQL_SERVER');
    expect(complaint({ ...least, DATABASE_URL: undefined })).toContain('DATABASE_URL is needed (or SQL_SERVER');
    expect(complaint({ ...least, AUTH_JWKS_URI: undefined })).toContain('AUTH_JWKS_URI is needed (or AUTH_JWKS)');
  });

  it.each([
    [{ SQL_SERVER: 's' }, 'SQL_DATABASE'],
    [{ SQL_SERVER: 's', SQL_DATABASE: 'd', SQL_AUTHENTICATION: 'password', SQL_USER: 'u' }, 'SQL_PASSWORD'],
  ])('with %o asks for %s', (given, name) => {
    expect(complaint({ ...least, DATABASE_URL: undefined, ...given })).toContain(`${name} is needed`);
  });

  it('takes the settings of the gateway all or none, and names what is missing', () => {
    const all = {
      GATEWAY_PRINCIPAL_ID: 'AAAAAAAA-1111-4222-8333-CCCCCCCCCCCC',
      GATEWAY_ISSUER: 'https://gateway.example',
      GATEWAY_AUDIENCE: 'api://service',
      GATEWAY_JWKS_URI: 'https://gateway.example/keys',
    };
    const { GATEWAY_JWKS_URI, ...others } = all;
    const known = { principalId: 'aaaaaaaa-1111-4222-8333-cccccccccccc', issuer: all.GATEWAY_ISSUER };
    expect(readGatewaySettings(all)).toMatchObject({ ...known, keys: new URL(GATEWAY_JWKS_URI) });
    expect(readGatewaySettings({ ...others, GATEWAY_JWKS: '{"keys":[]}' })).toMatchObject({ keys: { keys: [] } });
    expect(readGatewaySettings({ ...least, GATEWAY_PRINCIPAL_ID: '' })).toBeNull();
    expect(readConfig({ ...least, ...all })).toMatchObject({ GATEWAY_ISSUER: all.GATEWAY_ISSUER });
    for (const absent of Object.keys(all)) {
      const given = { ...least, ...all, [absent]: '' };
      const message = complaint(given);
      expect(message.match(/GATEWAY_\w+ is needed/g)).toEqual([`${absent} is needed`]);
      expect(() => readGatewaySettings(given)).toThrow(message);
    }
    expect(complaint({ ...least, GATEWAY_JWKS_URI }).match(/GATEWAY_\w+ is needed/g)).toHaveLength(3);
    expect(complaint({ ...least, ...all, GATEWAY_PRINCIPAL_ID: 'apim' })).toContain('PRINCIPAL_ID must be a GUID');
  });

  it.each([
    ['Authorization=AAD', null],
    ['authorization=aad;', null],
    [' Authorization = AAD ;; ClientId = 11111111-2222-4333-8444-555555555555', '11111111-2222-4333-8444-555555555555'],
    ['ClientId=11111111-2222-4333-8444-555555555555;Authorization=AAD', '11111111-2222-4333-8444-555555555555'],
  ])('reads the authentication string %j', (given, clientId) => {
    const config = readConfig({ ...least, APPLICATIONINSIGHTS_AUTHENTICATION_STRING: given });
    expect(config.APPLICATIONINSIGHTS_AUTHENTICATION_STRING).toEqual({ clientId });
  });

  it.each([
    'AAD',
    'Authorization=Key',
    'Authorization=AADx',
    'ClientId=11111111-2222-4333-8444-555555555555',
    'Authorization=AAD;ClientId=',
    'Authorization=AAD;ClientId=geheim',
    'Authorization=AAD;Client=11111111-2222-4333-8444-555555555555',
    'Authorization=AAD;Authorization=AAD',
  ])('does not take %j for an authentication string, and says what one is', (given) => {
    const message = complaint({ ...least, APPLICATIONINSIGHTS_AUTHENTICATION_STRING: given });
    expect(message).toContain('APPLICATIONINSIGHTS_AUTHENTICATION_STRING must be Authorization=AAD');
    expect(message).not.toContain('geheim');
  });

  it('has a meaning and valid values for every setting, and its defaults are valid', () => {
    for (const [name, schema] of Object.entries(settingShape)) {
      const told = z.object({ description: z.string().min(5), valid: z.string().min(3) }).safeParse(schema.meta());
      expect({ name, told: told.success }).toEqual({ name, told: true });
    }
    expect(Object.keys(readConfig(least))).toEqual(expect.arrayContaining(['LOG_LEVEL', 'OUTBOX_SCHEDULE']));
  });

  it('names the setting in every complaint', () => {
    for (const name of Object.keys(settingShape)) {
      const bad = { ...least, [name]: ' ' };
      expect(complaint(bad)).toContain(name);
    }
  });

  it('holds every variable of the environment that the application reads', async () => {
    const root = join(import.meta.dirname, '../..');
    const read = new Set<string>();
    for await (const file of glob('{functions,shared}/**/*.ts', { cwd: root, exclude: ['**/*.test.ts'] })) {
      const text = await readFile(join(root, file), 'utf8');
      for (const [, name] of text.matchAll(/process\.env\['(\w+)'\](?! \?\?=)/g)) read.add(name ?? '');
      for (const [, name] of text.matchAll(/setting: '(\w+)'/g)) read.add(name ?? '');
    }
    expect(read.size).toBeGreaterThan(3);
    expect([...read].filter((name) => !(name in settingShape))).toEqual([]);
  });

  it('never shows a value', () => {
    const message = complaint({ ...least, DATABASE_URL: 'mysql://u:geheim@h', AUTH_JWKS: '{"geheim"' });
    expect(message).toContain('DATABASE_URL');
    expect(message).not.toContain('geheim');
  });
});
