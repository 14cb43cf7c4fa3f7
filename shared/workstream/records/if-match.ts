import { AppError } from '../../platform/errors.ts';

/** 412 with the record as it is now when the caller's version is not its version; null when it is, or when there is no If-Match. */
export function staleVersion(expected: number | null, current: { readonly version: number }): AppError | null {
  if (expected === null || expected === current.version) return null;
  return new AppError('stale_etag', `The record is at version ${current.version}, not ${expected}.`, { current });
}

/** Throws what `staleVersion` answers. */
export function demandVersion(expected: number | null, current: { readonly version: number }): void {
  const stale = staleVersion(expected, current);
  if (stale !== null) throw stale;
}
