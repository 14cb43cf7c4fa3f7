import { describe, expect, test } from 'vitest';
import { parseRouteTemplate, RouteTemplateError } from './route-template.ts';

function match(template: string, path: string): Readonly<Record<string, string>> | undefined {
  return parseRouteTemplate(template).match(path === '' ? [] : path.split('/'));
}

describe('a route template', () => {
  test.each([
    ['api/things', 'API/Things', {}],
    ['', '', {}],
    ['x/{id}', 'x/007', { id: '007' }],
    ['x/{id:int}', 'x/7', { id: '7' }],
    ['x/{id?}', 'x', {}],
    ['x/{id=5}', 'x', { id: '5' }],
    ['x/{id:int=5}', 'x/6', { id: '6' }],
    ['x/{*rest}', 'x/a/b/c', { rest: 'a/b/c' }],
    ['x/{*rest}', 'x', {}],
    ['{a}-{b}', 'one-two-three', { a: 'one-two', b: 'three' }],
    ['{name}.{ext?}', 'report.final.pdf', { name: 'report.final', ext: 'pdf' }],
    ['{name}.{ext?}', 'report', { name: 'report' }],
    ['{a}-{b}.{ext?}', 'x-y.z', { a: 'x', b: 'y', ext: 'z' }],
    ['{a}-{b}.{ext?}', 'x-y', { a: 'x', b: 'y' }],
    ['v{version}/x', 'v2/x', { version: '2' }],
    ['{{literal}}', '{literal}', {}],
    ['{day:regex(^\\d{{4}}-\\d{{2}}$)}', '2026-11', { day: '2026-11' }],
    ['{p:regex(^(a|b)/?:x$)}', 'a:x', { p: 'a:x' }],
    ['{code:length(2,3):alpha}', 'abc', { code: 'abc' }],
  ])('%s matches /%s', (template, path, values) => {
    expect(match(template, path)).toEqual(values);
  });

  test.each([
    ['api/things', 'api'],
    ['api/things', 'api/things/1'],
    ['x/{id}', 'x'],
    ['x/{id:int}', 'x/seven'],
    ['x/{id?}', 'x/1/2'],
    ['{a}-{b}', 'onetwo'],
    ['{code:length(2,3):alpha}', 'a1'],
    ['x/{id:int=5}', 'x/abc'],
  ])('%s does not match /%s', (template, path) => {
    expect(match(template, path)).toBeUndefined();
  });

  test.each([
    ['x/{id:nonsense}', /constraint "nonsense" does not exist/],
    ['x/{id', /braces do not match/],
    ['x/id}', /braces do not match/],
    ['x/{id}/{ID}', /appears twice/],
    ['{*rest}/x', /catch-all parameter must be last/],
    ['x/a{*rest}', /whole segment/],
    ['x/{}', /not a parameter/],
  ])('%s is refused', (template, reason) => {
    expect(() => parseRouteTemplate(template)).toThrow(reason);
    expect(() => parseRouteTemplate(template)).toThrow(RouteTemplateError);
  });
});
