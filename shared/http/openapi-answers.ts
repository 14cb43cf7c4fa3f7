import * as z from 'zod';
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { errorCodes, type ErrorCode } from '../platform/errors.ts';
import { blockerSchema } from './blocker-schema.ts';
import { dryRunSchema, dryRunType } from './dry-run.ts';
import type { Endpoint } from './endpoint.ts';
import type { responseHeaders } from './openapi-parts.ts';
import { isBehindGateway } from './gateway-proof.ts';

/** The code of a problem. */
export const problemCode = z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]).meta({ id: 'ProblemCode' });

/** RFC 9457, as this API fills it. */
export const problemSchema = z
  .object({
    type: z
      .string()
      .regex(/^\/problems\/[a-z_]+$/)
      .meta({ format: 'uri-reference', description: 'Where the code is explained.' }),
    title: z.string(),
    status: z.int(),
    code: problemCode,
    detail: z.string(),
    instance: z.string().meta({ description: 'The id of the request.' }),
    errors: z
      .array(
        z.object({
          in: z.enum(['path', 'query', 'header', 'body']),
          pointer: z.string().meta({ description: 'RFC 6901 pointer into the body, or /name of a parameter.' }),
          message: z.string(),
        }),
      )
      .optional(),
    blockers: z.array(blockerSchema).optional().meta({ description: 'What holds a transition back.' }),
    existingId: z.int().optional().meta({ description: 'The record that exists already.' }),
    current: z.unknown().optional().meta({ description: 'The record as it is now, on 412.' }),
    conflicts: z
      .array(z.object({ field: z.string(), yours: z.unknown(), theirs: z.unknown(), base: z.unknown().optional() }))
      .optional()
      .meta({
        description:
          'On 412: the fields of the request that differ from the record as it is now. `base` is there when the request brought it.',
      }),
  })
  .meta({ id: 'Problem' });

/** All answers of an endpoint: its own, and the problems that it may answer, one entry a status. */
export function answersOf(record: Endpoint): ZodOpenApiResponsesObject {
  const answers: Record<string, ZodOpenApiResponseObject> = {};
  for (const [status, { description, schema }] of Object.entries(record.responses)) {
    const content = schema === undefined ? {} : { content: { 'application/json': { schema } } };
    answers[status] = { description, headers: successHeaders(record, schema), ...content };
  }
  if (record.access === 'write') addDryRun(answers);
  const byStatus = Map.groupBy(codesOf(record), (code) => errorCodes[code][0]);
  for (const [status, codes] of byStatus) {
    answers[status] ??= {
      description: codes.map((code) => `\`${code}\`: ${errorCodes[code][1]}.`).join(' '),
      headers: problemHeaders(status, codes),
      content: { 'application/problem+json': { schema: problemSchema } },
    };
  }
  return answers;
}

/** A dry run answers 200, in a media type of its own beside what the call itself may answer with that status. */
function addDryRun(answers: Record<string, ZodOpenApiResponseObject>): void {
  const own: ZodOpenApiResponseObject = answers['200'] ?? {
    description: 'With `dryRun=true`: what would happen.',
    headers: { 'Dry-Run': header('dryRun') },
  };
  answers['200'] = { ...own, content: { ...own.content, [dryRunType]: { schema: dryRunSchema } } };
}

/** The error codes that an endpoint may answer, its own and those of its kind. */
export function codesOf(record: Endpoint): ErrorCode[] {
  const codes: ErrorCode[] = ['invalid_input', ...(record.errors ?? []), 'internal_error'];
  if (record.body !== undefined || record.access === 'write')
    codes.push('malformed_request', 'body_too_large', 'unsupported_media_type');
  if (isBehindGateway(record)) codes.push('gateway_required', 'identity_unavailable');
  if (record.access !== 'public') {
    codes.push('unauthenticated', 'forbidden', 'org_not_provisioned', 'rate_limited', 'timed_out');
    codes.push('database_unavailable', 'pool_exhausted');
    if (record.params !== undefined) codes.push('not_found');
  }
  if (record.access === 'write') {
    codes.push('conflict', 'idempotency_in_progress', 'idempotency_key_reused');
    if (record.ifMatch !== undefined) codes.push('stale_etag');
    if (record.ifMatch === 'required') codes.push('if_match_required');
  }
  return [...new Set(codes)];
}

const header = (name: keyof typeof responseHeaders): { $ref: string } => ({ $ref: `#/components/headers/${name}` });

const limits = { 'RateLimit-Policy': header('rateLimitPolicy'), RateLimit: header('rateLimit') };

function successHeaders(
  record: Endpoint,
  schema: z.ZodType | undefined,
): NonNullable<ZodOpenApiResponseObject['headers']> {
  // What has a version answers it as its ETag; a list has none.
  const versioned = schema instanceof z.ZodObject && 'version' in schema.shape;
  const limited = record.access === 'public' ? {} : limits;
  const always = { 'X-Request-Id': header('requestId'), ...limited, ...(versioned ? { ETag: header('etag') } : {}) };
  if (record.access !== 'write') return always;
  return {
    ...always,
    'Idempotency-Replayed': header('idempotencyReplayed'),
    'Dry-Run': header('dryRun'),
    ...(record.merges === true ? { 'Preference-Applied': header('preferenceApplied') } : {}),
  };
}

function problemHeaders(status: number, codes: readonly ErrorCode[]): NonNullable<ZodOpenApiResponseObject['headers']> {
  const always = { 'X-Request-Id': header('requestId') };
  if (status === 429) return { ...always, ...limits, 'Retry-After': header('retryAfter') };
  if (status === 401) return { ...always, 'WWW-Authenticate': header('challenge') };
  const later = status === 503 || codes.includes('idempotency_in_progress');
  return later ? { ...always, 'Retry-After': header('retryAfter') } : always;
}
