import type { Conflict } from './errors.ts';

/** Two values of a record's field are equal: dates by their moment, lists by their items. */
export function same(a: unknown, b: unknown): boolean {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, i) => same(value, b[i]));
  return a === b;
}

type Fields = Readonly<Record<string, unknown>>;

/** Names of the fields of `yours` that differ from `theirs`; undefined ones are not asked for. */
export function differingFields(theirs: Fields, yours: Fields): string[] {
  return Object.keys(yours).filter((name) => yours[name] !== undefined && !same(theirs[name], yours[name]));
}

/** The three-way view of those fields. `base` is in it for the fields that it names. */
export function conflictsOf(theirs: Fields, yours: Fields, base: Fields = {}): Conflict[] {
  return differingFields(theirs, yours).map((field) => ({
    field,
    yours: yours[field],
    theirs: theirs[field] ?? null,
    ...(base[field] === undefined ? {} : { base: base[field] }),
  }));
}
