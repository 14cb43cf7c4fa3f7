import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFixture, type FixtureHost } from './fixtures/start-fixture.ts';

let fixture: FixtureHost;

beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(async () => {
  await fixture.host.stop();
});

test('every file that main matches is loaded, and the functions are listed by name', () => {
  expect(fixture.host.startupError).toBeUndefined();
  expect(fixture.host.functions.map((fn) => fn.name)).toEqual(['adminOnly', 'aSecond', 'bFirst', 'lostSetting']);
});

test('a conflict, a reserved route and a lost setting put that one function in error, by name', () => {
  const errors = fixture.host.functions.filter((fn) => fn.error !== undefined).map((fn) => fn.name);
  expect(errors).toEqual(['adminOnly', 'bFirst', 'lostSetting']);
  expect(fixture.entries.filter((entry) => entry.level === 'error').map((entry) => entry.functionName)).toEqual(errors);
});
