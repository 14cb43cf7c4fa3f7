import { isObject, objectOf, type Json, type JsonObject } from './json.ts';

/**
 * An OpenAPI 3.1 document as 3.0.3, which is what API Management imports. Says the same of requests and answers wherever 3.0 can: `null` becomes
 * `nullable`, `const` an enum of one, exclusive bounds flags, examples of schemas one `example`; a reference with words beside it is
 * wrapped in `allOf`. `webhooks` and the licence's identifier have no place in 3.0 and are left out. Throws for a union of types, which 3.0 cannot say.
 */
export function toOpenApi30(document: JsonObject): JsonObject {
  const { info, ...rest } = without(document, ['openapi', 'webhooks']);
  const { license, ...about } = objectOf(info);
  const shown = license === undefined ? about : { ...about, license: without(objectOf(license), ['identifier']) };
  return { openapi: '3.0.3', info: shown, ...objectOf(visit(rest)) };
}

function without(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** What stands below these keys is data of the API, not of the document. */
const data = new Set(['value', 'example']);

function visit(node: Json): Json {
  if (Array.isArray(node)) return node.map((item) => visit(item));
  if (!isObject(node)) return node;
  const entries = Object.entries(node).map(([name, value]): [string, Json] => {
    if (data.has(name)) return [name, value];
    if (name === 'schema') return [name, schemaOf(value)];
    return [name, name === 'schemas' ? each(value) : visit(value)];
  });
  return Object.fromEntries(entries);
}

function each(schemas: Json): JsonObject {
  return Object.fromEntries(Object.entries(objectOf(schemas)).map(([name, schema]) => [name, schemaOf(schema)]));
}

function schemaOf(schema: Json): Json {
  if (!isObject(schema)) return schema === false ? { not: {} } : {};
  const { $ref, ...beside } = schema;
  if ($ref !== undefined) {
    return Object.keys(beside).length === 0 ? { $ref } : { allOf: [{ $ref }], ...objectOf(schemaOf(beside)) };
  }
  return nullableOf(boundsOf(childrenOf(wordsOf(schema))));
}

/** `const`, `examples`, and what only annotates in 3.1. */
function wordsOf(schema: JsonObject): JsonObject {
  const { const: only, examples, ...rest } = without(schema, ['propertyNames', '$schema']);
  const first = Array.isArray(examples) ? examples[0] : undefined;
  return {
    ...rest,
    ...(only === undefined ? {} : { enum: [only] }),
    ...(first === undefined ? {} : { example: first }),
  };
}

function childrenOf(schema: JsonObject): JsonObject {
  const entries = Object.entries(schema).map(([key, value]): [string, Json] => {
    if (key === 'properties') return [key, each(value)];
    if (key === 'items' || key === 'not') return [key, schemaOf(value)];
    if (key === 'additionalProperties') return [key, isObject(value) ? schemaOf(value) : value];
    if (key === 'anyOf' || key === 'oneOf' || key === 'allOf') return [key, (value as Json[]).map(schemaOrNull)];
    return [key, value];
  });
  return Object.fromEntries(entries);
}

/** A branch that is null stays what it is until the union takes it in. */
function schemaOrNull(schema: Json): Json {
  return isNull(schema) ? schema : schemaOf(schema);
}

function isNull(schema: Json): boolean {
  return isObject(schema) && schema['type'] === 'null';
}

function boundsOf(schema: JsonObject): JsonObject {
  const { exclusiveMinimum: above, exclusiveMaximum: below, ...rest } = schema;
  return {
    ...rest,
    ...(typeof above === 'number' ? { minimum: above, exclusiveMinimum: true } : {}),
    ...(typeof below === 'number' ? { maximum: below, exclusiveMaximum: true } : {}),
  };
}

function nullableOf(schema: JsonObject): JsonObject {
  const { type, anyOf, ...rest } = schema;
  if (Array.isArray(type)) {
    const types = type.filter((one) => one !== 'null');
    const [only] = types;
    if (types.length !== 1 || only === undefined) throw new Error(`OpenAPI 3.0 cannot say ${JSON.stringify(type)}.`);
    return { type: only, ...rest, ...(type.includes('null') ? { nullable: true } : {}) };
  }
  if (!Array.isArray(anyOf) || !anyOf.some(isNull)) return schema;
  const branches = anyOf.filter((branch) => !isNull(branch));
  const [only] = branches;
  if (branches.length > 1) return { ...rest, anyOf: branches, nullable: true };
  const inner = objectOf(only);
  // `nullable` beside a reference would be ignored, and an enum behind it would refuse null.
  if (inner['$ref'] !== undefined) {
    return { ...rest, anyOf: [inner, { type: 'string', nullable: true, enum: [null] }] };
  }
  return { ...inner, ...rest, nullable: true };
}
