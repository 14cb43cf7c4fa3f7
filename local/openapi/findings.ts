import { isObject, objectOf, type Json, type JsonObject } from './json.ts';

/** One difference of two documents that a client may notice. */
export interface Finding {
  /** `breaking`: a client that was right before is wrong now. `notice`: one that expects only what it knows may stumble. */
  readonly kind: 'breaking' | 'notice';
  /** Where: operation, then place, such as `POST /api/signals request /title`. */
  readonly where: string;
  readonly what: string;
}

/** What `$ref` of the object points to in its document; the object itself without one. Throws when it points to nothing. */
export function resolve(document: JsonObject, value: Json | undefined): JsonObject {
  const node = objectOf(value);
  const { $ref, ...beside } = node;
  if (typeof $ref !== 'string') return node;
  let target: Json | undefined = document;
  for (const step of $ref.replace(/^#\//, '').split('/')) {
    target = objectOf(target)[step.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  if (!isObject(target)) throw new Error(`${$ref} points to nothing.`);
  return { ...resolve(document, target), ...beside };
}
