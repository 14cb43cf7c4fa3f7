// Which function answers a request: sorted by function name, the first match wins, a literal has no precedence.
import { parseRouteTemplate, type RouteTemplate } from './route-template.ts';

/** A function's claim on a route, in the order of function names. */
export interface RouteClaim<T> {
  readonly owner: T;
  /** Without the prefix of host.json. */
  readonly route: string;
  readonly methods: readonly string[];
}

/** The function that answers, and its route values. */
interface RouteMatch<T> {
  readonly owner: T;
  readonly values: Readonly<Record<string, string>>;
}

/** The routes of the app. */
export interface RouteTable<T> {
  /** The first function whose route and method match, else undefined. `pathname` is still percent-encoded. */
  match(method: string, pathname: string): RouteMatch<T> | undefined;
  /** The claims that are in error, each with the reason; they answer nothing. */
  readonly refused: ReadonlyMap<T, string>;
}

interface Entry<T> {
  readonly owner: T;
  readonly template: RouteTemplate;
  readonly methods: ReadonlySet<string>;
}

const reserved = /^(?:admin|runtime)/i;

/** Joins the prefix of host.json and a function's route; no slash at either end. */
export function fullRoute(prefix: string, route: string): string {
  return [prefix, route]
    .map((part) => part.replace(/^\/+|\/+$/g, ''))
    .filter((part) => part !== '')
    .join('/');
}

/**
 * Builds the table. A claim on a reserved route, or on the same template with a method that an earlier function has, is
 * refused. Throws RouteTemplateError for a template that stops the whole host (unknown constraint, broken syntax).
 */
export function buildRouteTable<T>(claims: readonly RouteClaim<T>[], prefix: string): RouteTable<T> {
  const entries: Entry<T>[] = [];
  const refused = new Map<T, string>();
  for (const claim of claims) {
    const entry = {
      owner: claim.owner,
      template: parseRouteTemplate(fullRoute(prefix, claim.route)),
      methods: new Set(claim.methods.map((method) => method.toUpperCase())),
    };
    const reason = refusal(claim, entry, entries);
    if (reason === undefined) entries.push(entry);
    else refused.set(claim.owner, reason);
  }
  return { refused, match: (method, pathname) => findMatch(entries, method, pathname) };
}

function refusal<T>(claim: RouteClaim<T>, entry: Entry<T>, earlier: readonly Entry<T>[]): string | undefined {
  if (reserved.test(claim.route.replace(/^\/+/, ''))) {
    return `The route "${claim.route}" conflicts with one or more built in routes (admin, runtime).`;
  }
  const clash = earlier.find((other) => isSameTemplate(other, entry) && sharesMethod(other, entry));
  return clash && `The route "${claim.route}" with an overlapping method is already taken by another function.`;
}

function isSameTemplate<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.template.text.toLowerCase() === b.template.text.toLowerCase();
}

function sharesMethod<T>(a: Entry<T>, b: Entry<T>): boolean {
  return [...a.methods].some((method) => b.methods.has(method));
}

function findMatch<T>(entries: readonly Entry<T>[], method: string, pathname: string): RouteMatch<T> | undefined {
  const segments = pathSegments(pathname);
  for (const { owner, template, methods } of entries) {
    if (!methods.has(method.toUpperCase())) continue;
    const values = template.match(segments);
    if (values !== undefined) return { owner, values };
  }
  return undefined;
}

function pathSegments(pathname: string): string[] {
  const path = pathname.replace(/^\//, '').replace(/\/$/, '');
  return path === '' ? [] : path.split('/').map(decodeSegment);
}

/** Decoded but for `%2F`, which stays as written: a value never gains a slash that the path did not have. */
function decodeSegment(segment: string): string {
  try {
    return segment
      .split(/(%2f)/i)
      .map((part) => (part.toLowerCase() === '%2f' ? part : decodeURIComponent(part)))
      .join('');
  } catch {
    return segment;
  }
}
