import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFixture, type FixtureHost } from './fixtures/start-fixture.ts';

let fixture: FixtureHost;
const keys = { masterKey: 'the-master', hostKey: 'the-host', functionKeys: { guarded: 'its-own' } };

beforeAll(async () => {
  process.env['FIXTURE_ROUTE'] = 'configured';
  process.env['AzureWebJobs.switchedOff.Disabled'] = 'true';
  fixture = await startFixture({ enforceKeys: true, ...keys });
});
afterAll(async () => {
  await fixture.host.stop();
});

async function status(path: string, key?: string, init: RequestInit = {}): Promise<number> {
  const headers = key === undefined ? {} : { 'x-functions-key': key };
  return (await fetch(`${fixture.host.url}${path}`, { ...init, headers })).status;
}

async function text(path: string, method = 'GET'): Promise<string> {
  return await (await fetch(`${fixture.host.url}${path}`, { method })).text();
}

test('every file that main matches is loaded, and the functions are listed by name', () => {
  expect(fixture.host.startupError).toBeUndefined();
  expect(fixture.host.functions.map((fn) => fn.name)).toEqual([
    'adminOnly',
    'aSecond',
    'bFirst',
    'cLiteral',
    'fromSetting',
    'guarded',
    'locked',
    'lostSetting',
    'switchedOff',
  ]);
});

test('the first function by name answers, before a later one and before a literal', async () => {
  expect(await text('/order/literal')).toBe('second file');
});

test('a conflict, a reserved route and a lost setting put that one function in error', async () => {
  const errors = fixture.host.functions.filter((fn) => fn.error !== undefined).map((fn) => fn.name);
  expect(errors).toEqual(['adminOnly', 'bFirst', 'lostSetting']);
  expect(await status('/adminonly')).toBe(404);
  expect(fixture.entries.filter((entry) => entry.level === 'error').map((entry) => entry.functionName)).toEqual(errors);
});

test('a setting between percent signs is part of the route', async () => {
  expect(await text('/configured/x')).toBe('by setting');
});

test('a function that is switched off is a 404', async () => {
  expect(await status('/off')).toBe(404);
});

test('a function key, the host key or the master key opens a function', async () => {
  expect(await status('/guarded', keys.functionKeys.guarded)).toBe(200);
  expect(await status('/guarded', keys.hostKey)).toBe(200);
  expect(await status('/guarded?code=the-master')).toBe(200);
  expect(await status('/locked', keys.masterKey)).toBe(200);
});

test('without the right key a function is an empty 401', async () => {
  expect(await status('/guarded')).toBe(401);
  expect(await status('/guarded?code=the-master', 'wrong header')).toBe(401);
  expect(await status('/locked', keys.hostKey)).toBe(401);
  expect(await text('/guarded')).toBe('');
});

test('the admin endpoints want the master key', async () => {
  expect(await status('/admin/functions')).toBe(401);
  expect(await status('/admin/host/status', keys.hostKey)).toBe(401);
  expect(await status('/admin/functions', keys.masterKey)).toBe(200);
  expect(await status('/admin/functions/guarded', keys.masterKey)).toBe(200);
  expect(await status('/admin/unknown', keys.masterKey)).toBe(404);
});
