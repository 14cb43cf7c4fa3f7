const most = 12;

/**
 * An error of the driver and those that it wraps, outermost first: its `originalError` and the errors of an `AggregateError`. **Not its
 * `cause`**: that is how errors of our own carry one of the database that has been dealt with.
 */
export function errorsWithin(error: unknown): readonly Error[] {
  const found: Error[] = [];
  const waiting: unknown[] = [error];
  while (waiting.length > 0 && found.length < most) {
    const at = waiting.shift();
    if (!(at instanceof Error)) continue;
    found.push(at);
    waiting.push((at as Error & { readonly originalError?: unknown }).originalError);
    if (at instanceof AggregateError) waiting.push(...(at.errors as readonly unknown[]));
  }
  return found;
}
