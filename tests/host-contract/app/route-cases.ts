/** One template: values that it takes, with what the handler sees, and paths that it refuses. */
export interface RouteCase {
  /** Of the function too. */
  readonly name: string;
  readonly template: string;
  /** By the path below the template's first segment. */
  readonly takes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly refuses: readonly string[];
}

const one = (name: string, constraint: string, takes: readonly string[], refuses: readonly string[]): RouteCase => ({
  name,
  template: `${name}/{v:${constraint}}`,
  takes: Object.fromEntries(takes.map((value) => [value, { v: value }])),
  refuses,
});

/** Every constraint and every kind of parameter. The app declares them, the suite tries them. */
export const routeCases: readonly RouteCase[] = [
  one('c-int', 'int', ['7', '007', '-7', '2147483647'], ['x', '1.5', '2147483648']),
  one('c-long', 'long', ['9223372036854775807'], ['9223372036854775808', 'x']),
  one('c-bool', 'bool', ['true', 'FALSE'], ['1', 'yes']),
  one('c-decimal', 'decimal', ['1.5', '-3'], ['x', '1.5.2']),
  one('c-datetime', 'datetime', ['2026-01-31'], ['2026-13-31', 'x']),
  one('c-guid', 'guid', ['cd2c1638-1638-72d5-1638-deadbeef1638'], ['cd2c1638']),
  one('c-length', 'length(3)', ['abc'], ['ab', 'abcd']),
  one('c-lengths', 'length(2,3)', ['ab', 'abc'], ['a', 'abcd']),
  one('c-minlength', 'minlength(2)', ['ab'], ['a']),
  one('c-maxlength', 'maxlength(2)', ['ab'], ['abc']),
  one('c-min', 'min(10)', ['10'], ['9', 'x']),
  one('c-max', 'max(10)', ['10', '-5'], ['11']),
  one('c-range', 'range(1,5)', ['1', '5'], ['0', '6']),
  one('c-alpha', 'alpha', ['abcXYZ'], ['ab1']),
  one('c-regex', 'regex(^a[0-9]+$)', ['a12'], ['b12', 'a']),
  one('c-two', 'int:min(5)', ['5'], ['4', 'x']),
  { name: 'p-plain', template: 'p-plain/{v}', takes: { 'a%20b': { v: 'a b' } }, refuses: ['', 'a/b'] },
  { name: 'p-optional', template: 'p-optional/{v?}', takes: { '': {}, x: { v: 'x' } }, refuses: ['x/y'] },
  { name: 'p-default', template: 'p-default/{v=seven}', takes: { '': { v: 'seven' }, x: { v: 'x' } }, refuses: [] },
  { name: 'p-all', template: 'p-all/{*v}', takes: { 'a%20b/c%2Fd': { v: 'a b/c%2Fd' } }, refuses: [] },
  {
    name: 'p-parts',
    template: 'p-parts/{a}-{b}.{ext?}',
    takes: { 'x-y.txt': { a: 'x', b: 'y', ext: 'txt' }, 'x-y': { a: 'x', b: 'y' } },
    refuses: ['xy.txt'],
  },
];
