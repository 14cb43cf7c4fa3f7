/** Names of the fields of `patch` that differ from `before`; undefined fields of the patch are left alone. */
export function changedFields(
  before: Readonly<Record<string, unknown>>,
  patch: Readonly<Record<string, unknown>>,
): string[] {
  return Object.keys(patch).filter((name) => patch[name] !== undefined && !same(before[name], patch[name]));
}

function same(a: unknown, b: unknown): boolean {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, i) => same(value, b[i]));
  return a === b;
}
