/** Any value of a JSON document. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

/** An object of a JSON document. */
export interface JsonObject {
  [key: string]: Json;
}

/** True for an object that is neither an array nor null. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object, empty when it is none. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** The value as an array, empty when it is none. */
export function arrayOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** A text as it is, anything else as JSON. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** The texts of an array. */
export function textsOf(value: Json | undefined): string[] {
  return arrayOf(value).map(textOf);
}
