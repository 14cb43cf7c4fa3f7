import { AppError } from '../../platform/errors.ts';

/** Throws 412 with the record as it is now when the caller's version is not its version. Null (no If-Match) passes. */
export function demandVersion(expected: number | null, current: { readonly version: number }): void {
  if (expected !== null && expected !== current.version) {
    throw new AppError('stale_etag', `The record is at version ${current.version}, not ${expected}.`, { current });
  }
}
