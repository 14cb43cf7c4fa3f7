import type { ZodOpenApiOperationObject } from 'zod-openapi';
import type { Endpoint } from './endpoint.ts';

/** The one way to identify. */
export const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
} as const;

/** Headers of requests that belong to the platform, not to one endpoint. */
export const headerParameters = {
  requestId: {
    name: 'X-Request-Id',
    in: 'header',
    description: 'Your id of the request; made when absent. It is answered and stands on every log line and event.',
    schema: { type: 'string', pattern: '^[\\w.:-]{1,64}$' },
  },
  idempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'A second request with the key within 24 hours gets the first answer again, with Idempotency-Replayed: true. A key has 1 to 200 printable ASCII characters and no blank (`[\\x21-\\x7e]`).',
    schema: { type: 'string', minLength: 1, maxLength: 200 },
  },
  ifMatch: {
    name: 'If-Match',
    in: 'header',
    description:
      'The ETag of the record as you have read it; 412 when it has changed since. Without it nothing is compared.',
    schema: { type: 'string', pattern: '^"\\d+"$' },
    example: '"3"',
  },
  ifMatchRequired: {
    name: 'If-Match',
    in: 'header',
    required: true,
    description: 'The ETag of the record as you have read it; 412 when it has changed since.',
    schema: { type: 'string', pattern: '^"\\d+"$' },
    example: '"3"',
  },
  prefer: {
    name: 'Prefer',
    in: 'header',
    description:
      '`merge`: a change of an older version is applied too, when none of its fields has changed since. Answered by Preference-Applied when others had changed the record.',
    schema: { type: 'string' },
    example: 'merge',
  },
  dryRun: {
    name: 'dryRun',
    in: 'query',
    description:
      'Says what would happen, through the same code, and keeps nothing: the answer, the verdicts of gates, the events. The Idempotency-Key is not touched.',
    schema: { type: 'boolean', default: false },
  },
} as const;

/** Headers of answers. */
export const responseHeaders = {
  requestId: { description: 'The id of the request.', schema: { type: 'string' } },
  etag: { description: 'The version of the record.', schema: { type: 'string' }, example: '"3"' },
  idempotencyReplayed: { description: 'The answer of an earlier request.', schema: { type: 'string', const: 'true' } },
  dryRun: { description: 'Nothing was kept.', schema: { type: 'string', const: 'true' } },
  preferenceApplied: {
    description: 'The change was merged with changes of others.',
    schema: { type: 'string', const: 'merge' },
  },
  rateLimitPolicy: {
    description: 'What your organisation may call: `q` calls in `w` seconds.',
    schema: { type: 'string' },
    example: '"org";q=30000;w=60',
  },
  rateLimit: {
    description: 'What is left of it: `r` calls now, all of them in `t` seconds.',
    schema: { type: 'string' },
    example: '"org";r=29950;t=1',
  },
  retryAfter: { description: 'Seconds to wait before the next try.', schema: { type: 'integer', minimum: 1 } },
  challenge: { description: 'How to identify.', schema: { type: 'string', const: 'Bearer' } },
} as const;

const parameter = (name: keyof typeof headerParameters): { $ref: string } => ({
  $ref: `#/components/parameters/${name}`,
});

/** The platform's parameters that an endpoint takes. */
export function parametersOf(record: Endpoint): NonNullable<ZodOpenApiOperationObject['parameters']> {
  if (record.access !== 'write') return [parameter('requestId')];
  const optional = record.ifMatch === 'optional' ? [parameter('ifMatch')] : [];
  const ifMatch = record.ifMatch === 'required' ? [parameter('ifMatchRequired')] : optional;
  const prefer = record.merges === true ? [parameter('prefer')] : [];
  return [parameter('requestId'), parameter('idempotencyKey'), ...ifMatch, ...prefer, parameter('dryRun')];
}
