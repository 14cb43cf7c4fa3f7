import type * as z from 'zod';
import { AppError, type InputError } from '../platform/errors.ts';
import type { Input } from './endpoint-record.ts';
import type { TenantEndpoint, PublicEndpoint } from './endpoint.ts';
import { parseIfMatch } from './if-match.ts';
import { inputErrors } from './input-errors.ts';
import { prefersMerge } from './prefer.ts';
import { routeParameters } from './route-template.ts';
import { jsonText } from './read-body.ts';
import { parseStrictJson } from './strict-json.ts';

/** A request in the parts that are parsed. */
export interface RawInput {
  readonly url: URL;
  readonly headers: Headers;
  /** Route values; others may be among them and are not read. */
  readonly params: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
}

/** A parsed request. */
export interface ParsedInput {
  readonly input: Input<unknown, unknown, unknown>;
  readonly dryRun: boolean;
  /** The query as given, without what belongs to the platform. */
  readonly query: Readonly<Record<string, string>>;
}

/** Parses path, query, headers and body by the record's schemas; everything that is wrong comes in one error. */
export function parseInput(record: TenantEndpoint | PublicEndpoint, raw: RawInput): ParsedInput {
  const errors: InputError[] = [];
  const write = record.access === 'write';
  const { query, dryRun } = readQuery(raw.url, write, errors);
  const params = Object.fromEntries(routeParameters(record.route).map((name) => [name, raw.params[name]]));
  const bodyValue = bodyOf(record, raw);
  const input = {
    params: parsePart('path', record.params, params, errors),
    query: parsePart('query', record.query, query, errors),
    body: parsePart('body', record.body, bodyValue, errors),
    ifMatch: write ? parseIfMatch(raw.headers.get('if-match'), errors) : null,
    merge: write && prefersMerge(raw.headers.get('prefer')),
  };
  if (errors.length > 0) throw new AppError('invalid_input', summary(errors), { errors });
  return { input, dryRun, query };
}

function readQuery(url: URL, write: boolean, errors: InputError[]): { query: Record<string, string>; dryRun: boolean } {
  const names = [...new Set(url.searchParams.keys())];
  const report = (name: string, message: string): void => {
    errors.push({ in: 'query', pointer: `/${name}`, message });
  };
  for (const name of names) {
    if (url.searchParams.getAll(name).length > 1) report(name, `${name} must be given once; join several values by |.`);
    if (url.searchParams.get(name)?.includes('\u0000') === true) report(name, 'must not contain the character NUL.');
  }
  const query = Object.fromEntries(names.map((name) => [name, url.searchParams.get(name) ?? '']));
  if (!write) return { query, dryRun: false };
  const { dryRun = 'false', ...others } = query;
  if (dryRun !== 'true' && dryRun !== 'false') report('dryRun', 'dryRun must be true or false.');
  return { query: others, dryRun: dryRun === 'true' };
}

function bodyOf(record: TenantEndpoint | PublicEndpoint, { headers, bytes }: RawInput): unknown {
  if (bytes.byteLength === 0) return undefined;
  const value = parseStrictJson(jsonText(headers, bytes));
  const object = typeof value === 'object' && value !== null && !Array.isArray(value);
  const empty = object && Object.keys(value).length === 0;
  // Many clients send `{}` when they have nothing to say.
  return record.body === undefined && empty ? undefined : value;
}

function parsePart(
  place: InputError['in'],
  schema: z.ZodType | undefined,
  value: unknown,
  errors: InputError[],
): unknown {
  if (schema === undefined) {
    if (place === 'body' && value !== undefined) {
      errors.push({ in: 'body', pointer: '', message: 'No body is taken here.' });
    }
    const names = place === 'query' ? Object.keys(value as object) : [];
    for (const name of names) {
      errors.push({
        in: 'query',
        pointer: `/${name}`,
        message: `${JSON.stringify(name)} is not known; none is taken here.`,
      });
    }
    return undefined;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  errors.push(...inputErrors(place, schema, parsed.error.issues));
  return undefined;
}

function summary(errors: readonly InputError[]): string {
  const [first] = errors;
  const where = first === undefined || first.pointer === '' ? 'The request' : `${first.in} ${first.pointer}`;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return `${where}: ${first?.message ?? ''}${more}`;
}
