import { describe, expect, it } from 'vitest';
import { matches, openApiPath, overlaps, routeParameters } from './route-template.ts';

describe('overlaps', () => {
  it.each([
    ['api/a/{id}', 'api/a/{key}'],
    ['api/a/{id}', 'api/a/export'],
    ['api/{x}/1', 'api/a/{id}'],
    ['api/A', 'api/a'],
    ['api/a/{id:long}', 'api/a/12'],
    ['api/{*rest}', 'api/a/b'],
    ['{*path:regex(^(?!admin).*$)}', 'x'],
  ])('%s and %s meet', (a, b) => {
    expect([overlaps(a, b), overlaps(b, a)]).toEqual([true, true]);
  });

  it.each([
    ['api/a/{id}', 'api/b/{id}'],
    ['api/a', 'api/a/{id}'],
    ['api/a/{id:long}', 'api/a/export'],
    ['api/a/{id}/x', 'api/a/{id}/y'],
  ])('%s and %s do not', (a, b) => {
    expect([overlaps(a, b), overlaps(b, a)]).toEqual([false, false]);
  });
});

describe('matches', () => {
  it('takes a trailing slash and letters in any case, as the host does', () => {
    expect(matches('api/me', 'API/me/')).toBe(true);
  });

  it('takes no braces for a parameter', () => {
    expect(matches('api/me', 'api/{x}')).toBe(false);
  });
});

it('parameters are named in order, without their constraints', () => {
  expect(routeParameters('api/{a:long}/x/{b}')).toEqual(['a', 'b']);
  expect(openApiPath('api/{a:long}/x/{b}')).toBe('/api/{a}/x/{b}');
});
