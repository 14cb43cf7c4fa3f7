import { describe, expect, it } from 'vitest';
import { readConfig } from '../shared/platform/config.ts';
import { openEngine } from './open-engine.ts';

const auth = { AUTH_ISSUER: 'https://i.example', AUTH_AUDIENCE: 'a', AUTH_JWKS_URI: 'https://i.example/keys' };

describe('the engine', () => {
  it.each([
    ['a postgres address', { DATABASE_URL: 'postgres://u:p@127.0.0.1:1/db' }, 'postgres'],
    ['a postgresql address', { DATABASE_URL: 'postgresql://u:p@127.0.0.1:1/db' }, 'postgres'],
    ['an mssql address', { DATABASE_URL: 'mssql://u:p@127.0.0.1:1/db' }, 'sqlserver'],
    ['a server with a managed identity', { SQL_SERVER: 's.example', SQL_DATABASE: 'db' }, 'sqlserver'],
    [
      'a server with a password',
      { SQL_SERVER: 's', SQL_DATABASE: 'db', SQL_AUTHENTICATION: 'password', SQL_USER: 'u', SQL_PASSWORD: 'p' },
      'sqlserver',
    ],
  ])('for %s is chosen without connecting', async (_, given, name) => {
    const engine = await openEngine(readConfig({ ...auth, ...given, DB_POOL_MAX: '7' }));
    expect({ name: engine.name, max: engine.pool().max, open: engine.pool().open }).toEqual({ name, max: 7, open: 0 });
    await engine.close();
  });
});
