import { AppError } from '../../platform/errors.ts';

/**
 * What became of one item of a set. Domain functions take sets; a single call is a set of one. A refused item says why and has changed nothing;
 * it does not sink the others.
 */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError };

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const refused = (error: AppError): Outcome<never> => ({ ok: false, error });

/** The value of a set of one. Throws its error. */
export function single<T>(outcomes: readonly Outcome<T>[]): T {
  const [outcome] = outcomes;
  if (outcome === undefined) throw new AppError('internal_error', 'Nothing was done.');
  if (!outcome.ok) throw outcome.error;
  return outcome.value;
}
