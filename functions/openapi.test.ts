import { describe, expect, it } from 'vitest';
import { errorCodes } from '../shared/platform/errors.ts';
import { codesOf } from '../shared/http/openapi-answers.ts';
import type { ResponseObject } from '../shared/http/openapi-model.ts';
import { openApiDocument, tags } from '../shared/http/openapi.ts';
import { endpoints } from './http/all.ts';
import { recordedExamples } from './http/examples.ts';

type Node = Record<string, unknown>;

const document = openApiDocument(endpoints, { version: '1', publicUrl: null, examples: recordedExamples });
const raw = document as unknown as Node;
const operations = new Map(
  Object.values(document.paths)
    .flatMap((path) => Object.values(path))
    .map((operation) => [operation.operationId, operation]),
);

/** Every object of the document with its place, what is shown as data left out. */
function* nodesOf(value: unknown, place = '#'): Generator<[place: string, node: Node]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [place, value as Node];
  for (const [key, part] of Object.entries(value)) {
    if (key !== 'examples' && key !== 'example') yield* nodesOf(part, `${place}/${key}`);
  }
}

describe('the OpenAPI document', () => {
  it('tells of every endpoint what it is for and who may call it', () => {
    const silent = endpoints.filter((record) => {
      const operation = operations.get(record.name) as unknown as Node;
      const roles = operation['x-roles'];
      const told = record.access === 'public' ? roles === undefined : Array.isArray(roles) && roles.includes('admin');
      return !told || operation['summary'] !== record.summary || !String(operation['description']).includes('Needs ');
    });
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it('declares every code that an endpoint may answer, under its status', () => {
    const missing = endpoints.flatMap((record) =>
      codesOf(record).filter((code) => {
        const response = operations.get(record.name)?.responses[errorCodes[code][0]];
        if (response === undefined || !('$ref' in response)) return record.responses[errorCodes[code][0]] === undefined;
        const name = response.$ref.split('/').at(-1) ?? '';
        const shared: ResponseObject | undefined = document.components.responses?.[name];
        return !(code in (shared?.content?.['application/problem+json']?.examples ?? {}));
      }),
    );
    expect(missing).toEqual([]);
  });

  it('names every body that is sent or answered', () => {
    const anonymous = [...nodesOf(document.paths)].filter(
      ([place, node]) => place.endsWith('/schema') && node['type'] === 'object',
    );
    expect(anonymous.map(([place]) => place)).toEqual([]);
  });

  it('describes no object and no enumeration twice', () => {
    const shapes = [...nodesOf(raw)].filter(
      ([, node]) => typeof node['properties'] === 'object' || (Array.isArray(node['enum']) && node['enum'].length > 1),
    );
    const places = Map.groupBy(shapes, ([, node]) => JSON.stringify(node));
    const twice = [...places.values()].filter((same) => same.length > 1);
    expect(twice.map((same) => same.map(([place]) => place))).toEqual([]);
  });

  it('refers to nothing that it does not have', () => {
    const broken = [...nodesOf(raw)].filter(([, { $ref }]) => {
      if (typeof $ref !== 'string') return false;
      return (
        $ref
          .split('/')
          .slice(1)
          .reduce<unknown>((node, step) => (node as Node | undefined)?.[step], raw) === undefined
      );
    });
    expect(broken).toEqual([]);
  });

  it('has an example of every body that is sent and of every body that a success answers', () => {
    const without = [...operations.values()].flatMap((operation) => {
      const sent = operation.requestBody?.content['application/json'];
      const answers = Object.values(operation.responses).flatMap((answer) =>
        '$ref' in answer ? [] : [answer.content?.['application/json']],
      );
      const shown = answers.filter((content) => content?.schema !== undefined);
      const example = shown.some((content) => content?.examples !== undefined);
      const lacking = (sent !== undefined && sent.examples === undefined) || (shown.length > 0 && !example);
      return lacking ? [operation.operationId] : [];
    });
    expect(without).toEqual([]);
  });

  it('keeps the section of webhooks, empty and explained, and its tags in reading order', () => {
    expect(document.webhooks).toEqual({});
    expect((raw['info'] as Node)['description']).toContain('`webhooks` is reserved');
    expect((raw['tags'] as Node[]).map(({ name }) => name)).toEqual(tags);
  });
});
