import type * as z from 'zod';
import { PlainError } from './describe-error.ts';

/** Settings by their names, as the environment has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment lacks a setting or holds a wrong one; the message names each. It never shows a value. */
export class ConfigError extends PlainError {
  override readonly name = 'ConfigError';

  constructor(problems: readonly string[]) {
    super(`The configuration is not valid: ${problems.join('; ')}.`);
  }
}

/** The settings that `schema` describes; an empty value counts as absent. Throws `ConfigError` that names everything that is wrong. */
export function readSettings<T extends z.ZodType>(schema: T, env: Environment): z.output<T> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      return `${name} ${given[name] === undefined && issue.code !== 'custom' ? 'is needed' : issue.message}`;
    }),
  );
}
