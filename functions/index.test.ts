import { describe, expect, it } from 'vitest';
import { openApiDocument, tags } from '../shared/http/openapi.ts';
import { overlaps } from '../shared/http/route-template.ts';
import { unmatchedName } from '../shared/http/unmatched.ts';
import { endpoints } from './http/all.ts';
import { timerJobs } from './timers/all.ts';

const names = [...endpoints.map(({ name }) => name), ...timerJobs.map(({ name }) => name)];

describe('the endpoints', () => {
  it('have routes of which no two of one method meet: the host takes the first match, whatever was meant', () => {
    const meeting = endpoints.flatMap((one, at) =>
      endpoints
        .slice(at + 1)
        .filter((other) => one.method === other.method && overlaps(one.route, other.route))
        .map((other) => `${one.method} ${one.route} and ${other.route}`),
    );
    expect(meeting).toEqual([]);
  });

  it('have names of their own, in kebab-case, that sort before the catch-all', () => {
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name >= unmatchedName)).toEqual([]);
  });

  it('keep clear of the routes of the host itself', () => {
    expect(endpoints.filter(({ route }) => /^(admin|runtime)/i.test(route) || route.startsWith('/'))).toEqual([]);
  });

  it('belong to a tag of the document', () => {
    const known = new Set<string>(tags);
    expect(endpoints.filter(({ tag }) => !known.has(tag)).map(({ name, tag }) => `${name}: ${tag}`)).toEqual([]);
  });

  it('demand If-Match where one record is changed or deleted', () => {
    const lax = endpoints.filter(
      (record) =>
        record.access === 'write' && record.ifMatch !== 'required' && ['PATCH', 'DELETE'].includes(record.method),
    );
    expect(lax.map(({ name }) => name)).toEqual([]);
  });

  it('answer a list only with a cursor to go on with', () => {
    const lists = endpoints.filter(({ query }) => {
      const shape = (query?.def as { shape?: object } | undefined)?.shape ?? {};
      return 'limit' in shape !== 'cursor' in shape;
    });
    expect(lists.map(({ name }) => name)).toEqual([]);
  });
});

describe('the OpenAPI document', () => {
  const document = JSON.parse(JSON.stringify(openApiDocument(endpoints, { version: '1', publicUrl: null }))) as {
    openapi: string;
    paths: Record<string, Record<string, { operationId: string; security?: unknown[]; responses: object }>>;
  };

  it('has every endpoint once, by its own name', () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(endpoints.map(({ name }) => name).sort());
  });

  it('says which operations need no token', () => {
    const open = Object.values(document.paths)
      .flatMap((path) => Object.values(path))
      .filter(({ security }) => security?.length === 0);
    expect(open.map(({ operationId }) => operationId).sort()).toEqual(
      endpoints
        .filter(({ access }) => access === 'public')
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('declares the problems of each operation', () => {
    const me = document.paths['/api/me']?.['get'];
    expect(Object.keys(me?.responses ?? {})).toEqual(['200', '400', '401', '403', '429', '500', '503']);
  });
});
