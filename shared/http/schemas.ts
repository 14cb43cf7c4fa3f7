import * as z from 'zod';

/** The largest id: what a JSON number holds exactly. */
const largestId = Number.MAX_SAFE_INTEGER;

/** An id in the path: 1…2^53-1, given as text. `name` stands in the message. */
export function idParam(name: string): z.ZodType<number> {
  return z
    .string()
    .transform((text, context) => {
      const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
      if (Number.isSafeInteger(id)) return id;
      context.addIssue({ code: 'custom', message: `${name} must be an integer from 1 to ${largestId}.` });
      return z.NEVER;
    })
    .meta({ override: { type: 'integer', minimum: 1, maximum: largestId } });
}

/** `{id}` of a single resource. */
export const idParams = z.strictObject({ id: idParam('id') });

/** An id in a body or an answer. */
export const id = z.int().min(1).max(largestId);

/** `limit` and `cursor` of every list; extend it with the list's filters. */
export const pageQuery = z.strictObject({
  limit: z
    .string()
    .default('50')
    .transform((text, context) => {
      const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
      if (limit >= 1 && limit <= 200) return limit;
      context.addIssue({ code: 'custom', message: 'limit must be an integer from 1 to 200.' });
      return z.NEVER;
    })
    .meta({
      override: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
      description: 'Items of a page.',
    }),
  cursor: z
    .string()
    .max(2000)
    .optional()
    .transform((cursor) => cursor ?? null)
    .meta({ override: { type: 'string' }, description: 'The nextCursor of the page before.' }),
});

/** A filter of one or more of `values`, joined by `|`: `new|triaged`. Repeats are dropped. */
export function oneOrMore<const V extends string>(values: readonly V[]): z.ZodType<V[], string> {
  const known = new Set<string>(values);
  return z
    .string()
    .transform((text, context) => {
      const asked = [...new Set(text.split('|'))];
      const unknown = asked.filter((value) => !known.has(value));
      if (unknown.length === 0) return asked as V[];
      const named = unknown.map((value) => JSON.stringify(value.slice(0, 60))).join(', ');
      context.addIssue({ code: 'custom', message: `unknown: ${named}; valid are ${values.join(', ')}, joined by |.` });
      return z.NEVER;
    })
    .meta({
      override: { type: 'string', pattern: `^(${values.join('|')})(\\|(${values.join('|')}))*$` },
      description: `One or more of ${values.join(', ')}, joined by |.`,
      example: values.slice(0, 2).join('|'),
    });
}

/** A moment with its zone, ISO 8601, as a `Date`; finer than a millisecond is cut. Years 1970–9999. */
export const isoTime = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 time with zone, such as 2026-01-31T09:30:00Z.' })
  .transform((text) => new Date(text))
  .refine((time) => time.getTime() >= 0 && time.getUTCFullYear() <= 9999, {
    error: 'must lie in the years 1970 to 9999.',
  })
  .meta({
    override: { type: 'string', format: 'date-time' },
    description: 'With its zone, in the years 1970 to 9999; finer than a millisecond is cut.',
  });

/** A moment in an answer: ISO 8601, UTC, milliseconds. */
export const timeOut = z.iso
  .datetime({ precision: 3 })
  .meta({ override: { type: 'string', format: 'date-time' }, example: '2026-01-31T09:30:00.000Z' });

/** An amount of money: at most two places, 0…9,999,999,999,999.99. */
export const money = z
  .number()
  .min(0)
  .max(9_999_999_999_999.99)
  .refine((value) => Number(value.toFixed(2)) === value, { error: 'must have at most two decimal places.' })
  .meta({ description: 'Decimal with at most two places.', example: 12500.5 });

/** A number from 0 to 1 with at most four places: a score, a confidence, a probability. Zero is a value. */
export const ratio = z
  .number()
  .min(0)
  .max(1)
  .refine((value) => Number(value.toFixed(4)) === value, { error: 'must have at most four decimal places.' })
  .meta({ description: '0 to 1 with at most four decimal places; zero is a value.' });

const currencies = new Set(Intl.supportedValuesOf('currency'));

/** An ISO 4217 code. */
export const currency = z
  .string()
  .refine((code) => currencies.has(code), { error: 'must be an ISO 4217 currency code, such as EUR.' })
  .meta({ override: { type: 'string', pattern: '^[A-Z]{3}$' }, example: 'EUR' });

/**
 * Text of at most `max` UTF-16 units, kept exactly as given; it may be empty. Refuses NUL, which PostgreSQL cannot store, and lone
 * surrogates, which no encoding can.
 */
export function textField(max: number): z.ZodString {
  return z
    .string()
    .max(max)
    .refine((text) => !text.includes('\u0000'), { error: 'must not contain the character NUL.' })
    .refine((text) => text.isWellFormed(), { error: 'must not contain half of a surrogate pair.' });
}

/** Text like `textField` with something to see in it, not blanks and invisible characters alone: titles, names, reasons. */
export function requiredText(max: number): z.ZodString {
  return textField(max).min(1).refine(isVisible, mustBeVisible);
}

const isVisible = (text: string): boolean => /[^\s\p{Cc}\p{Cf}]/u.test(text);
const mustBeVisible = { error: 'must not be blank.' };

/**
 * Text like `textField` that tells things apart: keys, tags. It ends in no blank, because SQL Server takes `a` and `a ` for equal in comparisons and
 * in unique indexes, whatever the collation (documentation of `=`, string comparison), and PostgreSQL does not.
 */
export function keyField(max: number): z.ZodString {
  return textField(max)
    .min(1)
    .refine((text) => !text.endsWith(' '), { error: 'must not end in a blank.' });
}

/** An e-mail address of at most 254 characters, kept as given. */
export const emailField = z.email().max(254);

/** At most 50 tags of 1–64 characters, none blank or ending in a blank, none twice. */
export const tagList = z
  .array(keyField(64).refine(isVisible, mustBeVisible))
  .max(50)
  .refine((tags) => new Set(tags).size === tags.length, { error: 'must not contain a tag twice.' });

type Page<S extends z.ZodType> = z.ZodObject<{ data: z.ZodArray<S>; nextCursor: z.ZodNullable<z.ZodString> }>;
const pages = new WeakMap<z.ZodType, z.ZodType>();

/** The page of a list of `item`, the same at each call; `SignalPage` in the OpenAPI document when `item` is `Signal`. */
export function pageOf<S extends z.ZodType>(item: S): Page<S> {
  const known = pages.get(item);
  if (known !== undefined) return known as Page<S>;
  const page = z.object({ data: z.array(item), nextCursor: z.string().nullable() });
  const { id: name } = item.meta() ?? {};
  const named = name === undefined ? page : page.meta({ id: `${name}Page` });
  pages.set(item, named);
  return named;
}

/** The member `base` of a change: the same fields, as the caller has read them. */
export function baseOf<T extends z.ZodType>(patch: T) {
  return patch.optional().meta({
    description:
      'The values of these fields as you have read them; shown back in the `conflicts` of a 412. Changes nothing.',
  });
}
