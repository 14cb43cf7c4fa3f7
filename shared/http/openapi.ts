import type { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import type { Method } from './endpoint-record.ts';
import type { Endpoint } from './endpoint.ts';
import { answersOf } from './openapi-answers.ts';
import { headerParameters, parametersOf, responseHeaders, securitySchemes } from './openapi-parts.ts';
import { openApiPath } from './route-template.ts';

const tagTexts = {
  Signals: 'Raw leads, de-duplicated.',
  Candidates: 'Qualified prospects, built from signals.',
  Pursuits: 'Opportunities that the organisation has decided to chase, and their stages.',
  Checklists: 'What a gate asks for before a transition.',
  Proposals: 'Versioned documents of a pursuit.',
  Engagements: 'The work that won pursuits become.',
  Workstream: 'Who has to do what next, and how it goes.',
  SLA: 'Agreed reaction times and what became of them.',
  Events: 'The audit trail.',
  Outbox: 'Events on their way to their consumers.',
  Platform: 'The service itself and its caller.',
} as const;

/** The tags of the document in reading order. */
export const tags = Object.keys(tagTexts) as readonly (keyof typeof tagTexts)[];

export interface OpenApiOptions {
  readonly version: string;
  /** The API's public address; relative when null. */
  readonly publicUrl: string | null;
}

const introduction = `Signals become candidates, candidates become pursuits, won pursuits become engagements.

Every list answers \`{ "data": […], "nextCursor": … }\`; errors are RFC 9457 problems with a stable \`code\`. A write takes
\`Idempotency-Key\` and \`dryRun=true\`; a single resource answers its version as \`ETag\`, to be sent back as \`If-Match\`.`;

/** The OpenAPI 3.1 document of the endpoints. Throws when a schema has no OpenAPI form. */
export function openApiDocument(endpoints: readonly Endpoint[], options: OpenApiOptions): object {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const record of endpoints) {
    const path = openApiPath(record.route);
    paths[path] = { ...paths[path], [record.method.toLowerCase() as Lowercase<Method>]: operationOf(record) };
  }
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'FlowLedger',
      version: options.version,
      description: introduction,
      license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
    },
    servers: [{ url: options.publicUrl ?? '/' }],
    tags: tags.map((name) => ({ name, description: tagTexts[name] })),
    security: [{ bearer: [] }],
    paths,
    components: { securitySchemes, headers: responseHeaders, parameters: headerParameters },
  });
}

function operationOf(record: Endpoint): ZodOpenApiOperationObject {
  const { name, tag, summary, description, params, query, body } = record;
  const operation: ZodOpenApiOperationObject = {
    operationId: name,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    requestParams: {
      ...(params === undefined ? {} : { path: objectOf(params) }),
      ...(query === undefined ? {} : { query: objectOf(query) }),
    },
    parameters: parametersOf(record),
    responses: answersOf(record),
  };
  if (record.access === 'public') operation.security = [];
  if (body !== undefined) {
    const required = !body.safeParse(undefined).success;
    operation.requestBody = { required, content: { 'application/json': { schema: body } } };
  }
  return operation;
}

type ObjectSchema = z.ZodType<unknown, Record<string, unknown>>;

/** The object below refinements and transforms: parameters are described one by one. */
function objectOf(schema: z.ZodType): ObjectSchema {
  const { in: inner } = schema.def as unknown as { readonly in?: z.ZodType };
  return inner === undefined ? (schema as ObjectSchema) : objectOf(inner);
}
