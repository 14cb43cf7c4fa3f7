import { resolve, type Finding } from './findings.ts';
import { arrayOf, objectOf, textOf, textsOf, type Json, type JsonObject } from './json.ts';

/** Two schemas of one place, each with the document that it stands in. */
interface Pair {
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly documents: readonly [before: JsonObject, after: JsonObject];
  readonly where: string;
}

/** Which way the data goes: what a client sends may only be taken more widely, what it gets may only be given more narrowly. */
export type Direction = 'request' | 'response';

/** What a client may notice of a change of a schema, down to the depth of a schema that contains itself. */
export function schemaChanges(pair: Pair, direction: Direction, depth = 0): Finding[] {
  if (depth > 12) return [];
  const [oldDocument, newDocument] = pair.documents;
  const before = plain(oldDocument, pair.before);
  const after = plain(newDocument, pair.after);
  const own = [
    ...typeChanges(before, after, pair.where, direction),
    ...boundChanges(before, after, pair.where, direction),
  ];
  const below = childrenOf(before.schema, after.schema, pair.where).flatMap((part) =>
    schemaChanges({ ...part, documents: pair.documents }, direction, depth + 1),
  );
  return [...own, ...propertyChanges(before.schema, after.schema, pair.where, direction), ...below];
}

interface Plain {
  readonly schema: JsonObject;
  readonly types: ReadonlySet<string>;
  /** Null: any value of the type. */
  readonly values: readonly string[] | null;
}

/** The schema without references, its null taken out of the union that it may be. */
function plain(document: JsonObject, given: JsonObject): Plain {
  const schema = resolve(document, given);
  const branches = arrayOf(schema['anyOf']).map((branch) => resolve(document, branch));
  const solid = branches.filter((branch) => branch['type'] !== 'null');
  const inner = solid.length === 1 ? { ...solid[0] } : schema;
  const types = new Set(solid.length > 0 ? solid.flatMap(typesOf) : typesOf(schema));
  if (solid.length < branches.length) types.add('null');
  const only = inner['const'];
  const listed = only === undefined ? inner['enum'] : [only];
  return {
    schema: inner,
    types,
    values: listed === undefined ? null : arrayOf(listed).map((one) => JSON.stringify(one)),
  };
}

function typesOf(schema: JsonObject): string[] {
  const { type } = schema;
  return Array.isArray(type) ? textsOf(type) : [textOf(type ?? 'any')];
}

function typeChanges(before: Plain, after: Plain, where: string, direction: Direction): Finding[] {
  const [wide, narrow] = direction === 'request' ? [after, before] : [before, after];
  const findings: Finding[] = [];
  const missing = [...narrow.types].filter((type) => !takes(wide.types, type));
  if (missing.length > 0) {
    const what = direction === 'request' ? 'no longer takes' : 'may now be';
    findings.push({ kind: 'breaking', where, what: `${what} ${missing.join(', ')}` });
  }
  if (wide.values === null) return findings;
  const lost = narrow.values?.filter((value) => wide.values?.includes(value) === false) ?? ['any other value'];
  if (lost.length === 0) return findings;
  return direction === 'request'
    ? [...findings, { kind: 'breaking', where, what: `no longer takes ${lost.join(', ')}` }]
    : [...findings, { kind: 'notice', where, what: `may now be ${lost.join(', ')}` }];
}

function takes(types: ReadonlySet<string>, type: string): boolean {
  return types.has('any') || types.has(type) || (type === 'integer' && types.has('number'));
}

const lowest = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'];
const highest = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'];

/** Bounds are a promise to whoever sends; of what is answered they only describe. */
function boundChanges(before: Plain, after: Plain, where: string, direction: Direction): Finding[] {
  if (direction === 'response') return [];
  const tighter = (key: string): boolean => {
    const [old, now] = [before.schema[key], after.schema[key]];
    if (typeof now !== 'number' || old === now) return false;
    if (typeof old !== 'number') return true;
    return lowest.includes(key) ? now > old : now < old;
  };
  const bounds = [...lowest, ...highest].filter(tighter).map((key) => `${key} is ${textOf(after.schema[key])} now`);
  const forms = ['pattern', 'format'].filter((key) => {
    const now = after.schema[key];
    return now !== undefined && now !== before.schema[key] && !takesMoreWords(before.schema[key], now);
  });
  const texts = [...bounds, ...forms.map((key) => `has another ${key}`)];
  return texts.map((what) => ({ kind: 'breaking', where, what }));
}

/** The pattern of a set of words, such as `^(a|b)(\\|(a|b))*$`, that has them all still. */
function takesMoreWords(before: Json | undefined, after: Json): boolean {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  return old !== null && now !== null && old.every((word) => now.includes(word));
}

function wordsOf(pattern: Json | undefined): readonly string[] | null {
  const [, first, others] = /^\^\(([\w.|-]+)\)\(\\\|\(([\w.|-]+)\)\)\*\$$/.exec(textOf(pattern ?? '')) ?? [];
  return first === undefined || first !== others ? null : first.split('|');
}

function propertyChanges(before: JsonObject, after: JsonObject, where: string, direction: Direction): Finding[] {
  const [old, now] = [objectOf(before['properties']), objectOf(after['properties'])];
  const [oldRequired, newRequired] = [textsOf(before['required']), textsOf(after['required'])];
  const gone = Object.keys(old).filter((name) => !(name in now));
  const changed =
    direction === 'request'
      ? newRequired.filter((name) => !oldRequired.includes(name))
      : oldRequired.filter((name) => !newRequired.includes(name) && name in now);
  const word = direction === 'request' ? 'is required now' : 'may be absent now';
  return [
    ...gone.map((name): Finding => ({ kind: 'breaking', where: `${where}/${name}`, what: 'is gone' })),
    ...changed.map((name): Finding => ({ kind: 'breaking', where: `${where}/${name}`, what: word })),
  ];
}

function childrenOf(before: JsonObject, after: JsonObject, where: string): Omit<Pair, 'documents'>[] {
  const [old, now] = [objectOf(before['properties']), objectOf(after['properties'])];
  const children = Object.keys(old)
    .filter((name) => name in now)
    .map((name) => child(old[name], now[name], `${where}/${name}`));
  if (before['items'] !== undefined && after['items'] !== undefined) {
    children.push(child(before['items'], after['items'], `${where}/*`));
  }
  return children;
}

function child(before: Json | undefined, after: Json | undefined, where: string): Omit<Pair, 'documents'> {
  return { before: objectOf(before), after: objectOf(after), where };
}
