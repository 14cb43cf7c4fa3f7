import { Cron } from 'croner';
import { parseTimeSpan } from './time-span.ts';

/** When a timer fires, in UTC. */
export interface TimerSchedule {
  /** The first time strictly after `from`, or undefined when there is none. */
  next(from: Date): Date | undefined;
  /** False when it can fire twice within a minute: the real host then keeps no schedule status. */
  readonly isMonitored: boolean;
}

// NCRONTAB knows names, lists, ranges and steps only; croner also takes L, W, # and ?, which Azure would refuse.
const field = /^(?:\*|[0-9A-Za-z]+(?:-[0-9A-Za-z]+)?)(?:\/\d+)?$/;
const names = new Set('JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC SUN MON TUE WED THU FRI SAT'.split(' '));

/** Reads an NCRONTAB expression (five or six fields) or a time span. Throws an Error that quotes a schedule it cannot read. */
export function parseSchedule(text: string): TimerSchedule {
  const span = parseTimeSpan(text);
  if (span !== undefined && span > 0) {
    return { next: (from) => new Date(from.getTime() + span), isMonitored: span >= 60_000 };
  }
  const cron = parseNcrontab(text);
  const next = (from: Date): Date | undefined => cron.nextRun(from) ?? undefined;
  return { next, isMonitored: shortestOf(next, 5) >= 60_000 };
}

function parseNcrontab(text: string): Cron {
  const fields = text.trim().split(/\s+/);
  if (!fields.every((one) => one.split(',').every(isNcrontabPart))) throw badSchedule(text);
  try {
    return new Cron(fields.join(' '), {
      // Not `timezone: 'UTC'`, which is the same and loads the time zones of the world.
      utcOffset: 0,
      paused: true,
      mode: '5-or-6-parts',
      // As NCRONTAB: a day has to satisfy both day fields, and `5/10` means from 5 on.
      domAndDow: true,
      sloppyRanges: true,
    });
  } catch (error) {
    throw badSchedule(text, error);
  }
}

function isNcrontabPart(part: string): boolean {
  if (!field.test(part)) return false;
  return (part.match(/[A-Za-z]+/g) ?? []).every((word) => names.has(word.slice(0, 3).toUpperCase()));
}

function badSchedule(text: string, cause?: unknown): Error {
  return new Error(`The schedule "${text}" is neither an NCRONTAB expression nor a time span (hh:mm:ss).`, { cause });
}

function shortestOf(next: TimerSchedule['next'], count: number): number {
  let shortest = Number.POSITIVE_INFINITY;
  let at = next(new Date());
  for (let seen = 0; seen < count && at !== undefined; seen += 1) {
    const following = next(at);
    if (following !== undefined) shortest = Math.min(shortest, following.getTime() - at.getTime());
    at = following;
  }
  return shortest;
}
