import type { Reply } from './endpoint-record.ts';

/** Whether `Prefer` (RFC 7240) asks for `merge`, among other preferences or alone. Preferences that are not known are passed over. */
export function prefersMerge(header: string | null): boolean {
  const preferences = (header ?? '').split(',').map((preference) => preference.split(';', 1)[0]?.trim().toLowerCase());
  return preferences.includes('merge');
}

/** The answer of a change of fields: the record as it is now, and `Preference-Applied: merge` when others' changes are in it too. */
export function patchedReply(updated: {
  readonly value: { readonly version: number };
  readonly merged: boolean;
}): Reply {
  const { value, merged } = updated;
  const headers = merged ? { headers: { 'Preference-Applied': 'merge' } } : {};
  return { status: 200, body: value, etag: value.version, ...headers };
}
