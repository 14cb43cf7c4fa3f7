import { errorsWithin } from './errors-within.ts';

/**
 * Gives an error without a message those of the errors that it wraps: a token that could not be had comes as a `ConnectionError` that says
 * nothing, and whoever reads it needs to know whose identity was refused. Returns the error itself.
 */
export function nameError(error: unknown): unknown {
  if (error instanceof Error && error.message === '') {
    const inner = errorsWithin(error).flatMap(({ message }) => (message === '' ? [] : [message]));
    error.message = inner.join(' ');
  }
  return error;
}
