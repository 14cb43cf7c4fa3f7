import { afterAll, beforeAll, expect, test } from 'vitest';
import { calls } from './fixtures/timer-record.ts';
import { inMode, startFixture, type FixtureHost } from './fixtures/start-fixture.ts';

let fixture: FixtureHost;

beforeAll(async () => {
  process.env['AzureWebJobs.switchedOff.Disabled'] = 'true';
  fixture = await startFixture({ load: inMode('streaming', () => import('./fixtures/timer-app.ts')) });
});
afterAll(async () => {
  await fixture.host.stop();
});

function callsOf(name: string) {
  return calls.filter((call) => call.name === name);
}

async function admin(path: string, init: RequestInit = {}): Promise<Response> {
  return await fetch(`${fixture.host.url}/admin${path}`, init);
}

test('a timer run by hand gets the status of one that never ran, and is past due when told so', async () => {
  expect(await fixture.host.fireTimer('hourly', true)).toEqual({ ok: true });
  expect(await fixture.host.fireTimer('HOURLY')).toEqual({ ok: true });
  const [first, second] = callsOf('hourly').map((call) => call.timer);
  expect(first).toMatchObject({ isPastDue: true, scheduleStatus: { last: '0001-01-01T00:00:00' } });
  expect(second?.isPastDue).toBe(false);
});

test('a bad schedule puts that one timer in error', async () => {
  expect(fixture.host.functions.filter((fn) => fn.error !== undefined)).toMatchObject([
    { name: 'badSchedule', kind: 'timer', error: expect.stringContaining('99 * * * * *') },
  ]);
  expect(await fixture.host.fireTimer('badSchedule')).toMatchObject({ ok: false });
  expect((await fetch(`${fixture.host.url}/also-here`)).status).toBe(200);
});

test('a timer that fails is tried as often as it says, and its last failure is told', async () => {
  expect(await fixture.host.fireTimer('fails')).toEqual({ ok: false, error: 'attempt 2' });
});

test('an unknown or switched-off timer does not run', async () => {
  expect(await fixture.host.fireTimer('switchedOff')).toMatchObject({ ok: false });
  expect(await fixture.host.fireTimer('unheard')).toMatchObject({ ok: false });
  expect(callsOf('switchedOff')).toEqual([]);
});

test.each([
  ['unheard', 'application/json', 404],
  ['switchedOff', 'application/json', 404],
  ['badSchedule', 'application/json', 400],
  ['alsoHere', 'application/json', 400],
  ['hourly', 'text/plain', 415],
])('the admin endpoint refuses to run %s (%s) with %i', async (name, type, status) => {
  const init = { method: 'POST', headers: { 'content-type': type }, body: '{}' };
  expect((await admin(`/functions/${name}`, init)).status).toBe(status);
});

test('the admin endpoints list the functions and tell the host’s state', async () => {
  const listed = (await (await admin('/functions')).json()) as { name: string; isDisabled: boolean; error?: string }[];
  expect(listed.find((fn) => fn.name === 'switchedOff')?.isDisabled).toBe(true);
  expect(listed.find((fn) => fn.name === 'badSchedule')?.error).toContain('99');
  expect(await (await admin('/host/status')).json()).toMatchObject({ state: 'Running' });
});
