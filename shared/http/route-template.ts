/** A segment of a route: a literal, a parameter (with its constraint), or a catch-all. */
type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string; readonly constraint: string | null }
  | { readonly kind: 'rest' };

const parameter = /^\{(\*?)(\w+)(?::(.+))?\}$/;

function segments(template: string): Segment[] {
  if (template.startsWith('{*')) return [{ kind: 'rest' }];
  return template.split('/').map((text) => {
    const [, star, name, constraint] = parameter.exec(text) ?? [];
    if (name === undefined) return { kind: 'literal', text: text.toLowerCase() };
    return star === '*' ? { kind: 'rest' } : { kind: 'parameter', name, constraint: constraint ?? null };
  });
}

/** The names of a route's parameters, in order. */
export function routeParameters(template: string): string[] {
  return segments(template).flatMap((segment) => (segment.kind === 'parameter' ? [segment.name] : []));
}

/** The route as an OpenAPI path: a leading slash, no constraints. */
export function openApiPath(template: string): string {
  return `/${template.replace(/\{\*?(\w+)(?::[^{}]+)?\}/g, '{$1}')}`;
}

/** True when some path matches both templates. Constraints other than `long` and `int` count as none. */
export function overlaps(a: string, b: string): boolean {
  const left = segments(a);
  const right = segments(b);
  const shorter = Math.min(left.length, right.length);
  for (let at = 0; at < shorter; at += 1) {
    const [one, other] = [left[at], right[at]];
    if (one === undefined || other === undefined) break;
    if (one.kind === 'rest' || other.kind === 'rest') return true;
    if (!segmentsMeet(one, other)) return false;
  }
  return left.length === right.length || (left[shorter] ?? right[shorter])?.kind === 'rest';
}

/** True when `path` (without leading slash) matches the template, letters of literals in any case. */
export function matches(template: string, path: string): boolean {
  return overlaps(template, path.replace(/[{}]/g, '_').replace(/\/$/, ''));
}

function segmentsMeet(one: Segment, other: Segment): boolean {
  if (one.kind === 'literal') {
    if (other.kind === 'literal') return one.text === other.text;
    return other.kind === 'rest' || takes(other.constraint, one.text);
  }
  return other.kind !== 'literal' || one.kind === 'rest' || takes(one.constraint, other.text);
}

function takes(constraint: string | null, text: string): boolean {
  return constraint === 'long' || constraint === 'int' ? /^-?\d+$/.test(text) : text !== '';
}
