import { expect, test } from 'vitest';
import { isSchedule } from './ncrontab.ts';

test.each([
  '0 * * * * *',
  '*/5 * * * * *',
  '0 17 * * * *',
  '17 * * * *',
  '0 0-30/5,45 8-18 1,15 JAN-jun Monday',
  '5/10 * * * * *',
  '00:05:00',
  '1.00:00',
])('%s is a schedule', (text) => expect(isSchedule(text)).toBe(true));

test.each([
  'bad',
  '* * * *',
  '* * * * * * *',
  '60 * * * * *',
  '0 0 24 * * *',
  '0 * * * 13 *',
  '* * * * * 7',
  '0 0 12 ? * *',
  '0 0 12 L * *',
  '0 * * * foo *',
  '*/x * * * * *',
  '1-2-3 * * * * *',
  '00:00:00',
  '24:00:00',
])('%s is none', (text) => expect(isSchedule(text)).toBe(false));
