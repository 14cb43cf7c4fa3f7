import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readHostJson } from './host-json.ts';
import { isDisabled, resolveSettings } from './setting-expressions.ts';
import { applySettings, choosePort, readLocalSettings } from './settings.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'host-settings-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('the environment wins over local.settings.json', async () => {
  await writeFile(join(folder, 'local.settings.json'), '{"Values":{"KEPT":"file","ADDED":1}}');
  const env: Record<string, string | undefined> = { KEPT: 'env' };
  applySettings((await readLocalSettings(folder)).values, env);
  expect(env).toEqual({ KEPT: 'env', ADDED: '1' });
});

test('the port is the one asked for, else PORT, else the settings file, else 7071', async () => {
  await writeFile(join(folder, 'local.settings.json'), '{"Host":{"LocalHttpPort":7100}}');
  const settings = await readLocalSettings(folder);
  expect(choosePort(0, { PORT: '8000' }, settings)).toBe(0);
  expect(choosePort(undefined, { PORT: '8000' }, settings)).toBe(8000);
  expect(choosePort(undefined, {}, settings)).toBe(7100);
  expect(choosePort(undefined, {}, { values: {}, port: undefined })).toBe(7071);
  expect(() => choosePort(undefined, { PORT: '80a' }, settings)).toThrow('80a');
});

test('encrypted or broken settings are refused with the name of the file', async () => {
  const file = join(folder, 'local.settings.json');
  await writeFile(file, '{"IsEncrypted":true}');
  await expect(readLocalSettings(folder)).rejects.toThrow(file);
  await writeFile(file, '{');
  await expect(readLocalSettings(folder)).rejects.toThrow(file);
  await writeFile(file, '{"Host":{"LocalHttpPort":"x"}}');
  await expect(readLocalSettings(folder)).rejects.toThrow('LocalHttpPort');
});

test('without host.json the prefix is api and the time-out five minutes', async () => {
  expect(await readHostJson(folder)).toEqual({ routePrefix: 'api', customHeaders: {}, functionTimeoutMs: 300_000 });
});

test('host.json sets prefix, custom headers and time-out', async () => {
  const http = { routePrefix: '', customHeaders: { a: 'b' } };
  await writeFile(join(folder, 'host.json'), JSON.stringify({ extensions: { http }, functionTimeout: '00:10:00' }));
  expect(await readHostJson(folder)).toEqual({
    routePrefix: '',
    customHeaders: { a: 'b' },
    functionTimeoutMs: 600_000,
  });
  await writeFile(join(folder, 'host.json'), '{"functionTimeout":"soon"}');
  await expect(readHostJson(folder)).rejects.toThrow('soon');
});

test('a setting between percent signs is filled in, an absent one is an error that names it', () => {
  expect(resolveSettings('%A%/x/%B%', { A: '1', B: '2' })).toBe('1/x/2');
  expect(resolveSettings('100% sure', {})).toBe('100% sure');
  expect(() => resolveSettings('%GONE%', {})).toThrow('GONE');
});

test('a function is off by its setting, with dots or underscores', () => {
  expect(isDisabled('x', { 'AzureWebJobs.x.Disabled': 'true' })).toBe(true);
  expect(isDisabled('x', { AzureWebJobs_x_Disabled: '1' })).toBe(true);
  expect(isDisabled('x', { 'AzureWebJobs.x.Disabled': 'false' })).toBe(false);
  expect(isDisabled('x', { 'AzureWebJobs.y.Disabled': 'true' })).toBe(false);
});
