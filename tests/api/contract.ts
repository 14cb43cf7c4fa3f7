import * as z from 'zod';
import type { Endpoint } from '../../shared/http/endpoint.ts';
import { dryRunSchema, dryRunType } from '../../shared/http/dry-run.ts';
import { codesOf, problemSchema } from '../../shared/http/openapi-answers.ts';
import { matches } from '../../shared/http/route-template.ts';

/** An answer of the API; `body` is parsed JSON, or text when it is none. */
export interface ApiResponse<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

const closed = problemSchema.strict();

/** Throws when an answer is not one that the endpoint's record declares: status, body, problem code. */
export function checkContract(
  endpoints: readonly Endpoint[],
  method: string,
  path: string,
  { status, headers, body }: ApiResponse<unknown>,
): void {
  const pathname = path.replace(/^\//, '').replace(/[?#].*$/, '');
  const record = endpoints.find((candidate) => candidate.method === method && matches(candidate.route, pathname));
  const where = `${method} ${path} → ${status}`;
  if ((headers.get('x-request-id') ?? '') === '') throw new Error(`${where}: no X-Request-Id.`);
  if (headers.get('content-type') === 'application/problem+json') {
    const problem = closed.safeParse(body);
    if (!problem.success) throw new Error(`${where}: not a problem: ${z.prettifyError(problem.error)}`);
    const known = record === undefined || codesOf(record).includes(problem.data.code);
    if (!known) throw new Error(`${where}: ${record.name} does not declare the error ${problem.data.code}.`);
    return;
  }
  if (record === undefined) return;
  if (headers.get('content-type') === dryRunType) {
    const dry = dryRunSchema.safeParse(body);
    if (!dry.success) throw new Error(`${where}: not what a dry run answers: ${z.prettifyError(dry.error)}`);
    const { wouldAnswer } = dry.data;
    checkDeclared(record, `${where} (dry run of ${wouldAnswer.status})`, wouldAnswer.status, wouldAnswer.body);
    return;
  }
  checkDeclared(record, where, status, body);
}

function checkDeclared(record: Endpoint, where: string, status: number, body: unknown): void {
  const declared = record.responses[status];
  if (declared === undefined) throw new Error(`${where}: ${record.name} does not declare this status.`);
  // A page for browsers is the same in other words.
  if (declared.schema === undefined || (typeof body === 'string' && body.startsWith('<!doctype html>'))) return;
  const parsed = strictly(declared.schema).safeParse(body);
  if (!parsed.success) throw new Error(`${where}: not what ${record.name} declares: ${z.prettifyError(parsed.error)}`);
}

/** The schema, refusing keys that it does not name: what is not declared must not be answered. */
function strictly(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodObject ? schema.strict() : schema;
}
