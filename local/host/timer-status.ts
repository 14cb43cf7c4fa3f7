import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import type { TimerSchedule } from './timer-schedule.ts';

/** What is remembered of a timer between runs; ISO times, `last` of a timer that never ran is the year 1. */
export interface TimerStatus {
  readonly last: string;
  readonly next: string;
  readonly lastUpdated: string;
}

/** Where the status of the timers is kept. */
export interface TimerStatusStore {
  read(name: string): TimerStatus | undefined;
  write(name: string, status: TimerStatus): void;
}

/** `last` of a timer that never ran. */
export const neverRan = '0001-01-01T00:00:00';

/** The status of a timer before its first run. */
export function firstStatus(schedule: TimerSchedule, now: Date): TimerStatus {
  return { last: neverRan, next: schedule.next(now)?.toISOString() ?? neverRan, lastUpdated: now.toISOString() };
}

const statuses = z.record(z.string(), z.object({ last: z.string(), next: z.string(), lastUpdated: z.string() }));

/** Keeps the status for the life of the process, and in a file too when one is named; a broken file counts as empty. */
export function createTimerStatusStore(file?: string): TimerStatusStore {
  const known = new Map<string, TimerStatus>(file === undefined ? [] : Object.entries(readStatuses(file)));
  return {
    read: (name) => known.get(name),
    write(name, status) {
      known.set(name, status);
      if (file === undefined) return;
      // Written beside and renamed: a stop in the middle leaves the old file, not half of one.
      writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(known), undefined, 2));
      renameSync(`${file}.new`, file);
    },
  };
}

function readStatuses(file: string): Record<string, TimerStatus> {
  try {
    return statuses.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}
