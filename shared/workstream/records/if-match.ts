import type { TenantSession } from '../../db/session.ts';
import type { WorkRecordType } from '../../db/tables/workstream.ts';
import { changedSince } from '../../events/changed-since.ts';
import { conflictsOf, differingFields } from '../../platform/differences.ts';
import { AppError } from '../../platform/errors.ts';

type Fields = Readonly<Record<string, unknown>>;
/** A record as its callers see it. */
export interface Versioned {
  readonly version: number;
}

/** What a change of fields rests on. */
export interface Precondition {
  /** The version that the caller has read; not checked when null. */
  readonly version: number | null;
  /** Applies a change to an older version too, when nobody has touched its fields since. Default false. */
  readonly merge?: boolean | undefined;
  /** The values that the caller has read, shown back in conflicts. */
  readonly base?: Fields | undefined;
}

/** What a change of fields made. */
export interface Updated<T> {
  readonly value: T;
  /** Others had changed other fields since the caller's version. */
  readonly merged: boolean;
}

/**
 * 412 with the record as it is now when the caller's version is not its version, and with the fields of `yours` that differ; null when it is, or when
 * there is no If-Match.
 */
export function staleVersion(
  expected: number | null,
  current: Versioned,
  yours: Fields = {},
  base: Fields = {},
): AppError | null {
  if (expected === null || expected === current.version) return null;
  return new AppError('stale_etag', `The record is at version ${current.version}, not ${expected}.`, {
    current,
    conflicts: conflictsOf({ ...current }, yours, base),
  });
}

/** Throws what `staleVersion` answers. */
export function demandVersion(expected: number | null, current: Versioned): void {
  const stale = staleVersion(expected, current);
  if (stale !== null) throw stale;
}

/**
 * Decides whether `patch` may be applied to a locked record, and answers whether that merges it with others' changes. Throws 412 for a version that is
 * not the record's, unless a merge is asked for and no field of the patch that differs was changed after it. Fields of one of `units` mean something
 * together only: whoever has changed one has changed all. A round trip only for a merge.
 */
export async function mayPatch(
  session: TenantSession,
  record: { readonly type: WorkRecordType; readonly id: number; readonly units?: readonly (readonly string[])[] },
  { version, merge = false, base }: Precondition,
  current: Versioned,
  patch: Fields,
): Promise<boolean> {
  const stale = staleVersion(version, current, patch, base);
  if (stale === null || version === null) return false;
  // A version that is still to come was never read by anybody.
  if (!merge || version > current.version) throw stale;
  const touched = await changedSince(session, record.type, record.id, version);
  const units = record.units ?? [];
  const mates = (field: string): readonly string[] => units.find((unit) => unit.includes(field)) ?? [field];
  const mine = differingFields({ ...current }, patch).flatMap(mates);
  if (mine.some((field) => touched.has(field))) throw stale;
  return true;
}
