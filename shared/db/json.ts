/** Parses a JSON column. `T` is a promise of whoever wrote the column: only this application does. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names what it knows the column to hold
export function parseJson<T>(text: string): T {
  return JSON.parse(text) as T;
}

/** Prints a value for a JSON column. */
export function toJson(value: unknown): string {
  return JSON.stringify(value);
}
