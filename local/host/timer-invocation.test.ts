import { expect, test } from 'vitest';
import { createApp } from './core-object.ts';
import type { HostLogEntry } from './host-log.ts';
import type { TimerFunction } from './indexed-functions.ts';
import { retryDelayMs, runTimer } from './timer-invocation.ts';
import { parseSchedule } from './timer-schedule.ts';

function timerThat(callback: () => unknown): TimerFunction {
  const metadata = { name: 'job', bindings: {} };
  return {
    kind: 'timer',
    fn: { id: '1', name: 'job', metadata, callback },
    binding: 'timer',
    disabled: false,
    scheduleText: '0 0 * * * *',
    schedule: parseSchedule('0 0 * * * *'),
    runOnStartup: false,
    monitor: true,
  };
}

test('a run over functionTimeout is reported by name while it goes on', async () => {
  const reported = Promise.withResolvers<HostLogEntry>();
  const app = createApp(reported.resolve);
  app.api.setProgrammingModel({
    name: 'fixture',
    version: '1',
    getCapabilities: async (capabilities) => capabilities,
    getInvocationModel: () => ({
      getArguments: async () => ({ context: {}, inputs: [] }),
      invokeFunction: async (_context, _inputs, callback) => await callback(),
      getResponse: async () => ({}),
    }),
  });
  const mayEnd = Promise.withResolvers<void>();
  const run = runTimer(
    app,
    timerThat(() => mayEnd.promise),
    false,
    undefined,
    10,
  );
  expect(await reported.promise).toMatchObject({ level: 'critical', message: expect.stringContaining('"job"') });
  mayEnd.resolve();
  expect(await run).toEqual({ ok: true });
});

test('the pause between retries is fixed, or doubles up to its most', () => {
  const fixed = { retryStrategy: 'fixedDelay', delayInterval: { seconds: 3 } } as const;
  expect([0, 1, 2].map((count) => retryDelayMs(fixed, count))).toEqual([3000, 3000, 3000]);
  const doubling = {
    retryStrategy: 'exponentialBackoff',
    minimumInterval: { seconds: 1 },
    maximumInterval: { seconds: 3 },
  } as const;
  expect([0, 1, 2].map((count) => retryDelayMs(doubling, count))).toEqual([1000, 2000, 3000]);
  expect(retryDelayMs(undefined, 0)).toBe(0);
});
