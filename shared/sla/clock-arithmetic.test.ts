import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { consumedAt, nextAction, resumedTimes, totalConsumedSeconds } from './clock-arithmetic.ts';

const start = Date.UTC(2026, 2, 29);
const at = (ms: number): Date => new Date(start + ms);
const clockOf = (targetSeconds: number, warnSeconds: number) => ({
  targetSeconds,
  warnAt: at(warnSeconds * 1000),
  dueAt: at(targetSeconds * 1000),
});

/** Milliseconds of running and of pausing, in turn, that stay within the target. */
const segments = fc.array(fc.record({ run: fc.nat(1_000_000), pause: fc.nat(10_000_000) }), { maxLength: 20 });

describe('clock arithmetic', () => {
  test('the sum of the running segments is what is consumed, however often it pauses', () => {
    fc.assert(
      fc.property(segments, (parts) => {
        let clock = clockOf(100_000, 75_000);
        let now = 0;
        let ran = 0;
        for (const { run, pause } of parts) {
          now += run;
          ran += run;
          expect(consumedAt(clock, at(now))).toBe(Math.floor(ran / 1000));
          clock = { ...clock, ...resumedTimes(clock, at(now), at(now + pause)) };
          now += pause;
          expect(consumedAt(clock, at(now))).toBe(Math.floor(ran / 1000));
        }
        expect(clock.dueAt.getTime() - at(now).getTime()).toBe(100_000_000 - ran);
      }),
    );
  });

  test('a pause of no length changes nothing, and a longer one never brings the target nearer', () => {
    fc.assert(
      fc.property(fc.nat(99_000), fc.nat(1_000_000), (ranSeconds, pause) => {
        const clock = clockOf(100_000, 75_000);
        const paused = at(ranSeconds * 1000);
        expect(resumedTimes(clock, paused, paused)).toEqual({ warnAt: clock.warnAt, dueAt: clock.dueAt });
        const later = resumedTimes(clock, paused, new Date(paused.getTime() + pause));
        expect(later.dueAt.getTime() - clock.dueAt.getTime()).toBe(pause);
      }),
    );
  });

  test('a warning that had come before the pause keeps its true time', () => {
    const clock = clockOf(100, 75);
    expect(resumedTimes(clock, at(80_000), at(500_000))).toEqual({ warnAt: at(75_000), dueAt: at(520_000) });
  });

  test('the next action is the warning, then the target, then nothing', () => {
    const clock = { ...clockOf(100, 75), warnedAt: null, breachedAt: null };
    expect(nextAction(clock)).toEqual(clock.warnAt);
    expect(nextAction({ ...clock, warnedAt: clock.warnAt })).toEqual(clock.dueAt);
    expect(nextAction({ ...clock, warnedAt: clock.warnAt, breachedAt: clock.dueAt })).toBeNull();
  });

  test('a clock that stopped has consumed its closed segments and the last one', () => {
    const stopped = { consumedSeconds: 30, runningSince: at(0), stoppedAt: at(12_900) };
    expect(totalConsumedSeconds(stopped, at(99_000))).toBe(42);
    expect(totalConsumedSeconds({ ...stopped, stoppedAt: null }, at(99_000))).toBe(129);
    expect(totalConsumedSeconds({ ...stopped, runningSince: null }, at(99_000))).toBe(30);
  });
});
