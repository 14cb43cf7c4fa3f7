import { expect, test } from 'vitest';
import { parseSchedule } from './timer-schedule.ts';

test.each([
  ['*/15 * * * * *', '2026-03-01T10:00:14.500Z', '2026-03-01T10:00:15.000Z'],
  ['*/5 * * * *', '2026-03-01T10:00:00.000Z', '2026-03-01T10:05:00.000Z'],
  ['0 30 9 * * MON-FRI', '2026-03-07T00:00:00.000Z', '2026-03-09T09:30:00.000Z'],
  ['0 0 0 1 JAN *', '2026-03-07T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['5/20 * * * * *', '2026-03-01T10:00:00.000Z', '2026-03-01T10:00:05.000Z'],
  // Both day fields have to hold: the next Friday the 13th.
  ['0 0 0 13 * FRI', '2026-03-14T00:00:00.000Z', '2026-11-13T00:00:00.000Z'],
  ['00:05:00', '2026-03-01T10:00:01.000Z', '2026-03-01T10:05:01.000Z'],
  ['1.00:00:00', '2026-03-01T10:00:00.000Z', '2026-03-02T10:00:00.000Z'],
])('%s after %s fires at %s, in UTC', (schedule, from, next) => {
  expect(parseSchedule(schedule).next(new Date(from))?.toISOString()).toBe(next);
});

test.each([
  '',
  'hourly',
  '* * * *',
  '99 * * * * *',
  '0 0 0 L * *',
  '0 0 0 ? * *',
  '0 0 0 * * FRI#2',
  '@hourly',
  '24:00:00',
  '00:00:00',
  '0 0 0 * * NEVERDAY',
])('the schedule "%s" is refused and quoted', (schedule) => {
  expect(() => parseSchedule(schedule)).toThrow(`"${schedule}"`);
});

test.each([
  ['*/30 * * * * *', false],
  ['0,1 0 * * * *', false],
  ['0 * * * * *', true],
  ['00:00:59', false],
  ['00:01:00', true],
])('%s keeps a schedule status: %s', (schedule, isMonitored) => {
  expect(parseSchedule(schedule).isMonitored).toBe(isMonitored);
});
