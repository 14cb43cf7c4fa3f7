import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startTimer, type TimerClock, type TimerPlan } from './timer-runner.ts';
import { parseSchedule } from './timer-schedule.ts';
import { createTimerStatusStore, neverRan, type TimerStatusStore } from './timer-status.ts';

/** A clock that moves when told to, and fires what has come due on the way. */
function handClock(startsAt: string): TimerClock & { moveTo(time: string): Promise<void> } {
  let now = Date.parse(startsAt);
  let waiting: { at: number; callback: () => void }[] = [];
  return {
    now: () => new Date(now),
    after(ms, callback) {
      const entry = { at: now + ms, callback };
      waiting.push(entry);
      return () => void (waiting = waiting.filter((other) => other !== entry));
    },
    async moveTo(time) {
      const end = Date.parse(time);
      for (;;) {
        const [due] = waiting.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at);
        if (due === undefined) break;
        waiting = waiting.filter((entry) => entry !== due);
        now = Math.max(now, due.at);
        due.callback();
        // Lets the promises of a run that ended settle, so that its next wait is entered.
        await new Promise(setImmediate);
      }
      now = end;
    },
  };
}

function start(clock: TimerClock, store: TimerStatusStore, schedule: string, extra: Partial<TimerPlan> = {}) {
  const runs: string[] = [];
  const parsed = parseSchedule(schedule);
  const plan = { name: 'job', schedule: parsed, runOnStartup: false, monitor: parsed.isMonitored, ...extra };
  const run = async (isPastDue: boolean): Promise<void> => {
    runs.push(`${clock.now().toISOString().slice(11, 19)}${isPastDue ? ' past due' : ''}`);
    await extra.run?.(isPastDue);
  };
  return { runs, stop: startTimer({ ...plan, run }, clock, store) };
}

test('a timer fires at every tick until it is stopped', async () => {
  const clock = handClock('2026-01-01T00:00:01Z');
  const { runs, stop } = start(clock, createTimerStatusStore(), '*/10 * * * * *');
  await clock.moveTo('2026-01-01T00:00:25Z');
  stop();
  await clock.moveTo('2026-01-01T00:01:00Z');
  expect(runs).toEqual(['00:00:10', '00:00:20']);
});

test('a run longer than the interval skips ticks and never overlaps', async () => {
  const clock = handClock('2026-01-01T00:00:01Z');
  const ended = Promise.withResolvers<void>();
  const { runs } = start(clock, createTimerStatusStore(), '*/5 * * * * *', { run: () => ended.promise });
  await clock.moveTo('2026-01-01T00:00:17Z');
  expect(runs).toEqual(['00:00:05']);
  ended.resolve();
  await new Promise(setImmediate);
  await clock.moveTo('2026-01-01T00:00:20Z');
  expect(runs).toEqual(['00:00:05', '00:00:20']);
});

test('several missed ticks are caught up by one run that is past due', async () => {
  const store = createTimerStatusStore();
  store.write('job', { last: neverRan, next: '2026-01-01T01:00:00.000Z', lastUpdated: '2026-01-01T00:00:00.000Z' });
  const clock = handClock('2026-01-01T05:30:00Z');
  const { runs } = start(clock, store, '0 0 * * * *');
  await new Promise(setImmediate);
  await clock.moveTo('2026-01-01T06:00:00Z');
  expect(runs).toEqual(['05:30:00 past due', '06:00:00']);
});

test('the first start remembers when it should run and runs nothing', async () => {
  const store = createTimerStatusStore();
  const { runs } = start(handClock('2026-01-01T05:30:00Z'), store, '0 0 * * * *');
  expect(runs).toEqual([]);
  expect(store.read('job')).toMatchObject({ last: neverRan, next: '2026-01-01T06:00:00.000Z' });
});

test('a timer that asks for it runs at the start, not past due', async () => {
  const { runs } = start(handClock('2026-01-01T00:00:01Z'), createTimerStatusStore(), '0 0 * * * *', {
    runOnStartup: true,
  });
  expect(runs).toEqual(['00:00:01']);
});

test('a timer under one minute keeps no status', async () => {
  const store = createTimerStatusStore();
  const clock = handClock('2026-01-01T00:00:01Z');
  const { runs } = start(clock, store, '*/5 * * * * *');
  await clock.moveTo('2026-01-01T00:00:05Z');
  expect(runs).toHaveLength(1);
  expect(store.read('job')).toBeUndefined();
});

test('a wait of a month and more is kept', async () => {
  const clock = handClock('2026-01-02T00:00:00Z');
  const { runs } = start(clock, createTimerStatusStore(), '30 0 0 1 6 *');
  await clock.moveTo('2026-05-31T23:59:59Z');
  expect(runs).toEqual([]);
  await clock.moveTo('2026-06-01T00:01:00Z');
  expect(runs).toEqual(['00:00:30']);
});

test('the status survives a restart in its file, and a broken file counts as empty', () => {
  const folder = mkdtempSync(join(tmpdir(), 'timer-status-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'timers.json');
  const status = { last: neverRan, next: '2026-01-01T01:00:00.000Z', lastUpdated: '2026-01-01T00:00:00.000Z' };
  createTimerStatusStore(file).write('job', status);
  expect(createTimerStatusStore(file).read('job')).toEqual(status);
  writeFileSync(file, '{"job":');
  expect(createTimerStatusStore(file).read('job')).toBeUndefined();
});
