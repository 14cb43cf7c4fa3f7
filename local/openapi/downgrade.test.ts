import { describe, expect, it } from 'vitest';
import { toOpenApi30 } from './downgrade.ts';
import type { Json, JsonObject } from './json.ts';

/** The schema as the 3.0 document has it. */
function shown(schema: Json): Json | undefined {
  const document = toOpenApi30({ openapi: '3.1.1', components: { schemas: { It: schema } } });
  return ((document['components'] as JsonObject)['schemas'] as JsonObject)['It'];
}

describe('a schema of OpenAPI 3.1, in 3.0,', () => {
  it('that may be null is nullable', () => {
    const text = { type: 'string', maxLength: 9 };
    expect(shown({ type: ['string', 'null'] })).toEqual({ type: 'string', nullable: true });
    expect(shown({ anyOf: [text, { type: 'null' }], description: 'It.' })).toEqual({
      ...text,
      description: 'It.',
      nullable: true,
    });
  });

  it('that may be null or what a reference says takes null although an enum behind the reference does not', () => {
    const $ref = '#/components/schemas/Stage';
    expect(shown({ anyOf: [{ $ref }, { type: 'null' }] })).toEqual({
      anyOf: [{ $ref }, { type: 'string', nullable: true, enum: [null] }],
    });
  });

  it('has its words beside a reference wrapped, which 3.0 would ignore', () => {
    const $ref = '#/components/schemas/Stage';
    expect(shown({ $ref, description: 'Where to.' })).toEqual({ allOf: [{ $ref }], description: 'Where to.' });
    expect(shown({ $ref })).toEqual({ $ref });
  });

  it('has constants, exclusive bounds and examples in the old words, at any depth', () => {
    const inner = { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 9, examples: [1, 2] };
    expect(
      shown({ type: 'object', properties: { const: { const: 'a' }, n: { type: 'array', items: inner } } }),
    ).toEqual({
      type: 'object',
      properties: {
        const: { enum: ['a'] },
        n: {
          type: 'array',
          items: {
            type: 'number',
            minimum: 0,
            exclusiveMinimum: true,
            maximum: 9,
            exclusiveMaximum: true,
            example: 1,
          },
        },
      },
    });
  });

  it('of several types is refused rather than said wrongly', () => {
    expect(() => shown({ type: ['string', 'integer'] })).toThrow('cannot say');
  });
});

describe('the document', () => {
  it('loses what 3.0 has no place for, and leaves data alone', () => {
    const value = { const: 1, type: ['a', 'null'] };
    const document = toOpenApi30({
      openapi: '3.1.1',
      info: { title: 'T', license: { name: 'P', identifier: 'X' } },
      webhooks: {},
      components: { examples: { it: { value } } },
    });
    expect(document).toEqual({
      openapi: '3.0.3',
      info: { title: 'T', license: { name: 'P' } },
      components: { examples: { it: { value } } },
    });
  });
});
