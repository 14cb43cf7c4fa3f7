import type { JSONWebKeySet } from 'jose';
import * as z from 'zod';
import { isSchedule } from './ncrontab.ts';

/** What is said of a setting: its meaning, and what is a valid value. */
export const told = (description: string, valid = 'text'): { description: string; valid: string } => ({
  description,
  valid,
});

/** Text that is not blank. */
export const text = z.string().trim().min(1);

/** A whole number from `least` to `most`. */
export const whole = (least: number, most: number, fallback: number, meaning: string) =>
  z
    .string()
    .regex(/^\d+$/, { error: 'must be a whole number' })
    .transform(Number)
    .pipe(z.number().min(least).max(most))
    .default(fallback)
    .meta(told(meaning, `whole number, ${least} to ${most}`));

/** `true` or `false`. */
export const onOff = (fallback: boolean, meaning: string) =>
  z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .transform((value) => value === 'true')
    .default(fallback)
    .meta(told(meaning, '`true`, `false`'));

/** One of the values. */
export const oneOf = <const T extends readonly [string, ...string[]]>(
  values: T,
  fallback: T[number],
  meaning: string,
) =>
  z
    .enum(values, { error: `must be one of ${values.join(', ')}` })
    .default(fallback)
    .meta(told(meaning, values.map((value) => `\`${value}\``).join(', ')));

/** An http(s) URL. */
export const address = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' });

/** When a timer runs. */
export const schedule = (fallback: string, meaning: string) =>
  text
    .refine(isSchedule, { error: 'must be NCRONTAB of five or six fields, or a time span' })
    .default(fallback)
    .meta(told(`${meaning}, UTC.`, 'NCRONTAB of five or six fields, or a time span'));

/** A GUID, in small letters afterwards. */
export const guid = z.guid({ error: 'must be a GUID' }).transform((given) => given.toLowerCase());

/** A JSON Web Key Set, parsed. */
export const keySet = z.string().transform((json, context): JSONWebKeySet => {
  try {
    const set = JSON.parse(json) as unknown;
    if (typeof set === 'object' && set !== null && 'keys' in set && Array.isArray(set.keys))
      return set as JSONWebKeySet;
  } catch {
    // Reported below, without the parser's message: it would show the value.
  }
  context.addIssue({ code: 'custom', message: 'must be a JSON Web Key Set' });
  return z.NEVER;
});
