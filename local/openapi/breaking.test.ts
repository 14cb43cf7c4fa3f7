import { describe, expect, it } from 'vitest';
import { apiChanges } from './breaking.ts';
import type { Json, JsonObject } from './json.ts';

const base: JsonObject = {
  operationId: 'things-create',
  'x-roles': ['viewer', 'member'],
  parameters: [{ in: 'query', name: 'limit', schema: { type: 'integer', maximum: 200 } }],
  requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/New' } } } },
  responses: { '200': { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } } },
};
const schemas: JsonObject = {
  New: { type: 'object', properties: { title: { type: 'string', maxLength: 200 }, kind: { enum: ['a', 'b'] } } },
  Thing: {
    type: 'object',
    properties: { id: { type: 'integer' }, kind: { enum: ['a', 'b'] }, parent: { $ref: '#/components/schemas/Thing' } },
    required: ['id'],
  },
};

function changes(operation: JsonObject | null, changed: JsonObject = {}): string[] {
  const documentOf = (methods: JsonObject, types: JsonObject): JsonObject => ({
    paths: { '/things': methods },
    components: { schemas: types },
  });
  const now = operation === null ? {} : { post: { ...base, ...operation } };
  const findings = apiChanges(documentOf({ post: base }, schemas), documentOf(now, { ...schemas, ...changed }));
  return findings.map(({ kind, where, what }) => `${kind}: ${where} ${what}`);
}

function thing(properties: JsonObject, required: Json[] = ['id']): JsonObject {
  const { properties: old } = schemas['Thing'] as JsonObject;
  return { Thing: { type: 'object', properties: { ...(old as JsonObject), ...properties }, required } };
}

function newThing(properties: JsonObject, required: Json[] = []): JsonObject {
  const { properties: old } = schemas['New'] as JsonObject;
  return { New: { type: 'object', properties: { ...(old as JsonObject), ...properties }, required } };
}

describe('nothing breaks when', () => {
  it('nothing changes, in a schema that contains itself either', () => {
    expect(changes({})).toEqual([]);
  });

  it('a request may say more and an answer says more', () => {
    expect(changes({}, newThing({ note: { type: 'string' }, title: { type: 'string', maxLength: 300 } }))).toEqual([]);
    expect(changes({}, newThing({ kind: { enum: ['a', 'b', 'c'] }, title: { type: ['string', 'null'] } }))).toEqual([]);
    expect(changes({}, thing({ note: { type: 'string' } }, ['id', 'note']))).toEqual([]);
  });

  it('a set of words takes more of them', () => {
    const setOf = (...words: string[]): string => `^(${words.join('|')})(\\|(${words.join('|')}))*$`;
    const asking = (pattern: string): JsonObject => ({
      paths: {
        '/x': { get: { ...base, parameters: [{ in: 'query', name: 'type', schema: { type: 'string', pattern } }] } },
      },
      components: { schemas },
    });
    const found = (before: string, after: string) => apiChanges(asking(before), asking(after));
    expect(found(setOf('a.b', 'c'), setOf('d', 'c', 'a.b'))).toEqual([]);
    for (const narrower of [setOf('a.b'), '^(a.b|c|d)$', '^x$']) {
      expect(found(setOf('a.b', 'c'), narrower)).toMatchObject([{ kind: 'breaking', what: 'has another pattern' }]);
    }
  });

  it('an optional parameter and an answer of another status come in', () => {
    const parameters = [...(base['parameters'] as Json[]), { in: 'query', name: 'tag', schema: { type: 'string' } }];
    const responses = { ...(base['responses'] as JsonObject), '201': { description: 'New.' } };
    expect(changes({ parameters, responses })).toEqual([]);
  });
});

describe('a client breaks when', () => {
  it.each<[string, JsonObject | null, string]>([
    ['an operation goes', null, 'POST /things is gone'],
    ['an operation gets another name', { operationId: 'x' }, 'POST /things is called x now, not things-create'],
    ['a role may not call it any more', { 'x-roles': ['member'] }, 'POST /things is no longer for viewer'],
    ['a parameter goes', { parameters: [] }, 'POST /things query limit is gone'],
    [
      'a parameter is needed',
      { parameters: [{ in: 'query', name: 'limit', required: true, schema: { type: 'integer', maximum: 200 } }] },
      'POST /things query limit is required now',
    ],
    [
      'a bound of a parameter tightens',
      { parameters: [{ in: 'query', name: 'limit', schema: { type: 'integer', maximum: 100 } }] },
      'POST /things query limit maximum is 100 now',
    ],
    ['the success has another status', { responses: { '201': {} } }, 'POST /things 200 is gone'],
  ])('%s', (_, operation, expected) => {
    expect(changes(operation)).toEqual([`breaking: ${expected}`]);
  });

  it.each<[string, JsonObject, string]>([
    ['a field of a request is needed', newThing({}, ['title']), 'request /title is required now'],
    [
      'a field of a request goes',
      { New: { type: 'object', properties: { kind: { enum: ['a', 'b'] } } } },
      'request /title is gone',
    ],
    ['a field takes fewer values', newThing({ kind: { enum: ['a'] } }), 'request /kind no longer takes "b"'],
    [
      'a field takes shorter texts',
      newThing({ title: { type: 'string', maxLength: 9 } }),
      'request /title maxLength is 9 now',
    ],
    [
      'a field takes another type',
      newThing({ title: { type: 'integer', maxLength: 200 } }),
      'request /title no longer takes string',
    ],
    ['an answer may leave a field out', thing({}, []), '200 /id may be absent now'],
    [
      'an answer may be null',
      thing({ id: { anyOf: [{ type: 'integer' }, { type: 'null' }] } }),
      '200 /id may now be null',
    ],
  ])('%s', (_, changed, expected) => {
    expect(changes({}, changed)[0]).toBe(`breaking: POST /things ${expected}`);
  });

  it('a public operation wants a token', () => {
    const before = { paths: { '/x': { get: { operationId: 'x', security: [], responses: {} } } } };
    const after = { paths: { '/x': { get: { operationId: 'x', responses: {} } } } };
    expect(apiChanges(before, after)).toEqual([{ kind: 'breaking', where: 'GET /x', what: 'needs a token now' }]);
  });
});

it('a new value in an answer is a notice: whoever takes only known values may stumble', () => {
  const [first] = changes({}, thing({ kind: { enum: ['a', 'b', 'c'] } }));
  expect(first).toBe('notice: POST /things 200 /kind may now be "c"');
});
