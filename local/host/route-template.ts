// Route templates as the real host's router reads them: parse once, match many times. Pure.
import { ConstraintError, parseConstraint, type Constraint } from './route-constraints.ts';
import { splitSegment, splitTemplate } from './route-syntax.ts';

/** A template that cannot be used; the real host does not start with one. */
export class RouteTemplateError extends Error {}

/** A parsed route template. */
export interface RouteTemplate {
  /** The template as written, without slashes around it. */
  readonly text: string;
  /** The names of its parameters, in order. */
  readonly parameters: readonly string[];
  /** The route values when the path's segments match, else undefined. Values are strings; absent optional ones are absent. */
  match(segments: readonly string[]): Readonly<Record<string, string>> | undefined;
}

interface Parameter {
  readonly name: string;
  readonly constraints: readonly Constraint[];
  readonly optional: boolean;
  readonly catchAll: boolean;
  readonly fallback: string | undefined;
}

interface Segment {
  /** Tried in order: with the optional tail, then without. */
  readonly patterns: readonly RegExp[];
  readonly parameters: readonly Parameter[];
  /** The only part, when the whole segment is one parameter. */
  readonly single: Parameter | undefined;
}

/** Parses a template. Throws RouteTemplateError for broken syntax, a repeated name or an unknown constraint. */
export function parseRouteTemplate(template: string): RouteTemplate {
  const text = template.replace(/^\/+|\/+$/g, '');
  const segments = splitTemplate(text).map((segment) => parseSegment(text, segment));
  const parameters = segments.flatMap((segment) => segment.parameters);
  const names = parameters.map((parameter) => parameter.name);
  checkNames(text, names);
  const catchAllAt = segments.findIndex((segment) => segment.single?.catchAll === true);
  if (catchAllAt >= 0 && catchAllAt < segments.length - 1) {
    throw new RouteTemplateError(`Route "${text}": a catch-all parameter must be last.`);
  }
  return { text, parameters: names, match: (path) => matchSegments(segments, path) };
}

function matchSegments(segments: readonly Segment[], path: readonly string[]): Record<string, string> | undefined {
  const values: Record<string, string> = {};
  const last = segments.at(-1)?.single;
  if (path.length > segments.length && last?.catchAll !== true) return undefined;
  for (const [index, segment] of segments.entries()) {
    const parameter = segment.single;
    const text = parameter?.catchAll === true ? path.slice(index).join('/') : (path[index] ?? '');
    const matched = parameter === undefined ? matchPattern(segment, text, values) : take(parameter, text, values);
    if (!matched) return undefined;
  }
  return values;
}

function matchPattern(segment: Segment, text: string, values: Record<string, string>): boolean {
  const found = segment.patterns.map((pattern) => pattern.exec(text)).find((match) => match !== null);
  if (found === undefined || found === null) return false;
  return segment.parameters.every((parameter, index) => take(parameter, found[index + 1] ?? '', values));
}

function take(parameter: Parameter, text: string, values: Record<string, string>): boolean {
  const value = text === '' ? parameter.fallback : text;
  if (value === undefined) return parameter.optional || parameter.catchAll;
  if (!parameter.constraints.every((holds) => holds(value))) return false;
  values[parameter.name] = value;
  return true;
}

function parseSegment(template: string, text: string): Segment {
  const parts = splitSegment(text);
  if (parts === undefined) throw new RouteTemplateError(`Route "${template}": braces do not match in "${text}".`);
  const read = parts.map((part) =>
    part.kind === 'literal' ? part : { kind: 'parameter' as const, ...parseParameter(template, part.text) },
  );
  const parameters = read.filter((part) => part.kind === 'parameter');
  const only = read.length === 1 ? parameters[0] : undefined;
  if (only === undefined && parameters.some((part) => part.catchAll)) {
    throw new RouteTemplateError(`Route "${template}": a catch-all parameter must be a whole segment.`);
  }
  const sources = read.map((part) => (part.kind === 'literal' ? escape(part.text) : '(.+)'));
  const patterns = [toPattern(sources)];
  // `{a}.{ext?}`: without the optional end, the dot before it may be missing too.
  const end = read.at(-1);
  if (only === undefined && end?.kind === 'parameter' && end.optional) {
    const before = read.at(-2);
    const dot = before?.kind === 'literal' && before.text.endsWith('.') ? before.text.slice(0, -1) : undefined;
    patterns.push(toPattern(dot === undefined ? sources.slice(0, -1) : [...sources.slice(0, -2), escape(dot)]));
  }
  return { patterns, parameters, single: only };
}

function parseParameter(template: string, text: string): Parameter {
  const shape = /^(\*{0,2})([^:=?*{}/]+)((?::(?:[^:=?()]+(?:\(.*?\)(?=[:=?]|$))?))*)(\?|=(.*))?$/.exec(text);
  const name = shape?.[2];
  if (shape === null || name === undefined) {
    throw new RouteTemplateError(`Route "${template}": "{${text}}" is not a parameter.`);
  }
  return {
    name,
    constraints: parseConstraints(template, shape[3] ?? ''),
    optional: shape[4] === '?',
    catchAll: shape[1] !== '',
    fallback: shape[5],
  };
}

function parseConstraints(template: string, text: string): Constraint[] {
  const found = text.matchAll(/:([^:=?()]+)(?:\((.*?)\)(?=[:=?]|$))?/g);
  return [...found].map(([, name = '', argument]) => {
    try {
      return parseConstraint(name, argument);
    } catch (error) {
      if (!(error instanceof ConstraintError)) throw error;
      throw new RouteTemplateError(`Route "${template}": ${error.message}`, { cause: error });
    }
  });
}

function checkNames(template: string, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    const key = name.toLowerCase();
    if (seen.has(key)) throw new RouteTemplateError(`Route "${template}": the parameter "${name}" appears twice.`);
    seen.add(key);
  }
}

function toPattern(sources: readonly string[]): RegExp {
  return new RegExp(`^${sources.join('')}$`, 'is');
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
