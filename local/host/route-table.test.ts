import { expect, test } from 'vitest';
import { buildRouteTable, fullRoute, type RouteClaim } from './route-table.ts';

function table(claims: readonly RouteClaim<string>[], prefix = '') {
  return buildRouteTable(claims, prefix);
}

function claim(owner: string, route: string, methods: readonly string[] = ['GET']): RouteClaim<string> {
  return { owner, route, methods };
}

test('the first matching claim wins, a literal has no precedence', () => {
  const routes = table([claim('aprec', 'x/{v}'), claim('zprec', 'x/lit')]);
  expect(routes.match('GET', '/x/lit')).toEqual({ owner: 'aprec', values: { v: 'lit' } });
});

test('a claim whose method does not fit is passed over', () => {
  const routes = table([claim('reads', 'x'), claim('writes', 'x', ['POST'])]);
  expect(routes.match('post', '/x')?.owner).toBe('writes');
  expect(routes.match('HEAD', '/x')).toBeUndefined();
  expect(routes.match('OPTIONS', '/x')).toBeUndefined();
});

test('the same template with an overlapping method is refused to the later claim', () => {
  const routes = table([claim('first', 'x/{id}', ['GET', 'PUT']), claim('second', '/X/{ID}/', ['PUT', 'POST'])]);
  expect([...routes.refused.keys()]).toEqual(['second']);
  expect(routes.match('POST', '/x/1')).toBeUndefined();
});

test('the same template with other methods is no conflict', () => {
  expect(table([claim('first', 'x'), claim('second', 'x', ['POST'])]).refused.size).toBe(0);
});

test.each(['admin', 'Admin/x', 'adminonly', 'runtime/x'])(
  'the reserved route %s is refused, whatever the prefix',
  (route) => {
    expect(table([claim('taken', route)], 'api').refused.get('taken')).toMatch(/built in routes/);
  },
);

test('the prefix stands before every route', () => {
  const routes = table([claim('one', '/x/')], '/api/');
  expect(routes.match('GET', '/api/x')?.owner).toBe('one');
  expect(routes.match('GET', '/x')).toBeUndefined();
  expect(fullRoute('', '/')).toBe('');
});

test('a trailing slash is accepted, an empty segment is not', () => {
  const routes = table([claim('one', 'x/{id}')]);
  expect(routes.match('GET', '/x/1/')?.values).toEqual({ id: '1' });
  expect(routes.match('GET', '/x//')).toBeUndefined();
});

test('values are decoded once, an encoded slash stays encoded', () => {
  const routes = table([claim('all', 'x/{*rest}')]);
  expect(routes.match('GET', '/x/a%20b/c%2Fd%2520')?.values).toEqual({ rest: 'a b/c%2Fd%20' });
});

test('a path that is not valid percent-encoding is taken as it stands', () => {
  expect(table([claim('one', '{v}')]).match('GET', '/%zz')?.values).toEqual({ v: '%zz' });
});

test('a template with an unknown constraint stops the whole table', () => {
  expect(() => table([claim('good', 'x'), claim('bad', 'y/{z:unheard}')])).toThrow(/unheard/);
});
