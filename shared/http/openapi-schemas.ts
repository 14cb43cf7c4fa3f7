import type { CreateDocumentOptions } from 'zod-openapi';

/**
 * How zod's schemas are shown, beside what they say themselves: no bounds that only mean "a JSON number", no pattern that repeats its format, and
 * objects of answers open, because a later version may add a field to them.
 */
export const schemaRendering: CreateDocumentOptions = {
  override: ({ jsonSchema, zodSchema, io }) => {
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER && jsonSchema.minimum === undefined) delete jsonSchema.maximum;
    if (jsonSchema.format === 'date-time' || jsonSchema.format === 'email') delete jsonSchema.pattern;
    // `strictObject` has a catchall of never; a plain object is closed by the renderer alone.
    const { def } = zodSchema._zod as { readonly def: { readonly type: string; readonly catchall?: unknown } };
    if (io === 'output' && def.type === 'object' && def.catchall === undefined) delete jsonSchema.additionalProperties;
    const { example, ...rest } = jsonSchema as { example?: unknown };
    if (example !== undefined) {
      delete (jsonSchema as { example?: unknown }).example;
      Object.assign(jsonSchema, { ...rest, examples: [example] });
    }
  },
};
