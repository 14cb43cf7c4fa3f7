import { randomUUID } from 'node:crypto';
import type { FunctionCallback, FunctionMetadata } from './core-types.ts';

/** A function as the app registered it. */
export interface RegisteredFunction {
  readonly id: string;
  readonly name: string;
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
}

/** The functions of the app. */
export interface FunctionRegistry {
  /** Adds a function; returns how to take it back. Throws once locked and on a name that is taken. */
  register(metadata: FunctionMetadata, callback: FunctionCallback): () => void;
  /** No function can be added from now on. */
  lock(): void;
  /** All functions sorted by name without case: the order in which the real host matches their routes. */
  sorted(): readonly RegisteredFunction[];
}

/** An empty, open registry. */
export function createFunctionRegistry(): FunctionRegistry {
  const functions = new Map<string, RegisteredFunction>();
  let locked = false;
  return {
    register(metadata, callback) {
      const { name } = metadata;
      if (locked) throw new Error(`A function can only be registered during app startup ("${name}").`);
      if (functions.has(name)) throw new Error(`A function with the name "${name}" has already been registered.`);
      functions.set(name, { id: randomUUID(), name, metadata, callback });
      return () => void functions.delete(name);
    },
    lock() {
      locked = true;
    },
    sorted() {
      return [...functions.values()].sort((a, b) => compareNames(a.name, b.name));
    },
  };
}

function compareNames(a: string, b: string): number {
  const left = a.toUpperCase();
  const right = b.toUpperCase();
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
