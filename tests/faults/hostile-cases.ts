import * as z from 'zod';
import type { Endpoint } from '../../shared/http/endpoint.ts';
import { routeParameters } from '../../shared/http/route-template.ts';

/** A request that an endpoint must refuse. */
export interface HostileCase {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  /** Sent as it is. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: 400 | 413 | 415;
  /** The place that the problem must name: `body /title`, or the beginning of it. Null: the whole request. */
  readonly place: string | null;
}

type Draft = Omit<HostileCase, 'method' | 'path' | 'status'> & { readonly path?: string; readonly status?: 413 | 415 };

interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly maxLength?: number;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  /** What the OpenAPI document shows instead. */
  readonly override?: JsonSchema;
}

const beyond = '9223372036854775808';

/** Everything hostile that can be derived from an endpoint's own record, so that a new endpoint is covered by being there. */
export function hostileCases(record: Endpoint): HostileCase[] {
  const good = pathOf(record, {});
  const drafts = [
    ...pathCases(record),
    ...queryCases(record, good),
    ...(record.method === 'GET' ? [] : bodyCases(record)),
  ];
  return drafts.map((draft) => ({ method: record.method, path: good, status: 400, ...draft }));
}

/** The path with every parameter 1, unless given. */
export function pathOf({ route }: Endpoint, values: Readonly<Record<string, string>>): string {
  return `/${route.replace(/\{(\w+)\??(?::[^}]*)?\}/g, (_, name: string) => values[name] ?? '1')}`;
}

/** The parameters of an endpoint's query as JSON Schema. */
export function queryOf(record: Endpoint): Readonly<Record<string, JsonSchema>> {
  const properties = Object.entries(schemaOf(record.query).properties ?? {});
  return Object.fromEntries(properties.map(([name, schema]) => [name, { ...schema, ...schema.override }]));
}

function pathCases(record: Endpoint): Draft[] {
  if (record.access === 'public') return [];
  return routeParameters(record.route).flatMap((name) =>
    ['0', '-1', 'abc', '1e3', beyond].map((value) => ({
      what: `${name} ${value}`,
      path: pathOf(record, { [name]: value }),
      place: `path /${name}`,
    })),
  );
}

function queryCases(record: Endpoint, good: string): Draft[] {
  const asked = (query: string, name: string): Draft => ({
    what: `?${query}`.slice(0, 60),
    path: `${good}?${query}`,
    place: `query /${name}`,
  });
  const cases = [asked('zzz=1', 'zzz'), asked('zzz=1&zzz=2', 'zzz')];
  if (record.access === 'write')
    cases.push(asked('dryRun=maybe', 'dryRun'), asked('dryRun=true&dryRun=true', 'dryRun'));
  for (const [name, schema] of Object.entries(queryOf(record))) {
    const free =
      schema.enum === undefined &&
      schema.pattern === undefined &&
      schema.type === 'string' &&
      schema.format === undefined;
    cases.push(asked(`${name}=1&${name}=1`, name), asked(`${name}=%00`, name));
    if (!free) cases.push(asked(`${name}=zzz`, name), asked(`${name}=`, name));
    if (schema.type === 'integer') cases.push(asked(`${name}=0`, name), asked(`${name}=${beyond}`, name));
    if (schema.maxLength !== undefined) cases.push(asked(`${name}=${'x'.repeat(schema.maxLength + 1)}`, name));
    if (name === 'limit') cases.push(asked('limit=201', name), asked('limit=-1', name), asked('limit=1.5', name));
    if (name === 'cursor') cases.push(asked('cursor=AAAA', name), asked(`cursor=${'A'.repeat(2001)}`, name));
  }
  return cases;
}

function bodyCases(record: Endpoint): Draft[] {
  const schema = schemaOf(record.body);
  const json = (what: string, body: string, place: string): Draft => ({ what, body, place: `body ${place}` });
  const cases: Draft[] = [
    json('broken JSON', '{"title": ', ''),
    json('an array', '[]', ''),
    json('null', 'null', ''),
    json('a text', '"title"', ''),
    json('a key twice', '{"zzz":1,"zzz":2}', '/zzz'),
    json('an unknown key', '{"zzz":1}', record.body === undefined ? '' : '/zzz'),
    { what: 'text/plain', body: '{"zzz":1}', headers: { 'content-type': 'text/plain' }, status: 415, place: null },
    { what: 'a byte too many', body: `"${'x'.repeat((record.bodyLimit ?? 2 ** 20) - 1)}"`, status: 413, place: null },
    { what: 'a compressed body', body: '{"zzz":1}', headers: { 'content-encoding': 'gzip' }, status: 415, place: null },
    { what: 'If-Match *', headers: { 'if-match': '*' }, place: 'header /If-Match' },
  ];
  for (const [name, property] of Object.entries(schema.properties ?? {})) cases.push(...propertyCases(name, property));
  return cases;
}

function propertyCases(name: string, schema: JsonSchema): Draft[] {
  const json = (what: string, value: string, inner = ''): Draft => ({
    what: `${name}: ${what}`,
    body: `{${JSON.stringify(name)}:${value}}`,
    place: `body /${name}${inner}`,
  });
  const cases = [json('a wrong type', '{"zzz":true}')];
  for (const kind of schema.anyOf ?? [schema]) {
    if (kind.type === 'string') cases.push(json('NUL', '"a\\u0000b"'), json('half an emoji', '"\\ud83d"'));
    if (kind.maxLength !== undefined) cases.push(json('too long', `"${'x'.repeat(kind.maxLength + 1)}"`));
    if (name === 'title') cases.push(json('300 characters', `"${'x'.repeat(300)}"`), json('blank', '"  "'));
    if (kind.type === 'integer' || kind.type === 'number') cases.push(json('2^63', beyond), json('a text', '"1"'));
    if (kind.type === 'array') cases.push(json('2^63', `[${beyond}]`, '/0'));
  }
  return cases;
}

/** A schema of requests as JSON Schema, its names resolved at the first two levels. */
export function schemaOf(schema: z.ZodType | undefined): JsonSchema {
  if (schema === undefined) return {};
  const shown = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const named = shown.$defs ?? {};
  const open = (part: JsonSchema): JsonSchema => ({ ...named[(part.$ref ?? '').replace('#/$defs/', '')], ...part });
  const root = open(shown);
  const properties = Object.entries(root.properties ?? {}).map(([name, part]) => {
    const opened = open(part);
    return [name, opened.anyOf === undefined ? opened : { ...opened, anyOf: opened.anyOf.map(open) }];
  });
  return { ...root, properties: Object.fromEntries(properties) as Record<string, JsonSchema> };
}
