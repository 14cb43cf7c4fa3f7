import type * as z from 'zod';

/** The part of zod's definition that is read here. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
}

/** The keys that `schema` knows at `path`, for messages; empty where it is not an object. */
export function validKeysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  return [...new Set(objectsAt(schema, path).flatMap((shape) => Object.keys(shape)))];
}

function objectsAt(schema: z.ZodType, path: readonly PropertyKey[]): Readonly<Record<string, z.ZodType>>[] {
  const definition = schema.def as unknown as Definition;
  const wrapped = definition.innerType ?? definition.in;
  if (wrapped !== undefined) return objectsAt(wrapped, path);
  if (definition.options !== undefined) return definition.options.flatMap((option) => objectsAt(option, path));
  const [step, ...rest] = path;
  if (step === undefined) return definition.shape === undefined ? [] : [definition.shape];
  const next = definition.shape?.[String(step)] ?? definition.element ?? definition.valueType;
  return next === undefined ? [] : objectsAt(next, rest);
}
