import type * as z from 'zod';
import { createDocument, type ZodOpenApiObject, type ZodOpenApiOperationObject } from 'zod-openapi';
import { allows, roles, type RequiredRole, type Role } from '../auth/roles.ts';
import type { Method } from './endpoint-record.ts';
import type { Endpoint } from './endpoint.ts';
import { answersOf } from './openapi-answers.ts';
import { addExamples, type RecordedExamples } from './openapi-examples.ts';
import type { OpenApiDocument } from './openapi-model.ts';
import { headerParameters, parametersOf, responseHeaders, securitySchemes } from './openapi-parts.ts';
import { shareProblems } from './openapi-problems.ts';
import { schemaRendering } from './openapi-schemas.ts';
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
  /** What the document shows as examples. Default: none. */
  readonly examples?: RecordedExamples;
}

const introduction = `Signals become candidates, candidates become pursuits, won pursuits become engagements.

Every list answers \`{ "data": […], "nextCursor": … }\`; errors are RFC 9457 problems with a stable \`code\`. A write takes
\`Idempotency-Key\` and \`dryRun=true\`; a single resource answers its version as \`ETag\`, to be sent back as \`If-Match\`.

Each operation names the roles that may call it, in words and in \`x-roles\`. Objects of answers may get new fields and enumerations of
answers new values; objects of requests refuse fields that they do not know. The examples are calls that were made, one after the other, in an organisation of its own.

\`webhooks\` is reserved: this version sends none. What it will send is described there, event by event, by the names of \`EventType\`.`;

/** The OpenAPI 3.1 document of the endpoints. Throws when a schema has no OpenAPI form. */
export function openApiDocument(endpoints: readonly Endpoint[], options: OpenApiOptions): OpenApiDocument {
  const { calls, problems } = options.examples ?? { calls: {}, problems: {} };
  const rendered = render(endpoints, options);
  shareProblems(rendered, endpoints, problems);
  addExamples(rendered, calls);
  return rendered;
}

function render(endpoints: readonly Endpoint[], options: OpenApiOptions): OpenApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const record of endpoints) {
    const path = openApiPath(record.route);
    paths[path] = { ...paths[path], [record.method.toLowerCase() as Lowercase<Method>]: operationOf(record) };
  }
  const definition: ZodOpenApiObject = {
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
    webhooks: {},
    components: { securitySchemes, headers: responseHeaders, parameters: headerParameters },
  };
  // Printed and read again: a schema that is used twice is an object of its own in each place then.
  return JSON.parse(JSON.stringify(createDocument(definition, schemaRendering))) as OpenApiDocument;
}

function operationOf(record: Endpoint): ZodOpenApiOperationObject {
  const { name, tag, summary, params, query, body } = record;
  const operation: ZodOpenApiOperationObject = {
    operationId: name,
    tags: [tag],
    summary,
    description: describe(record),
    requestParams: {
      ...(params === undefined ? {} : { path: objectOf(params) }),
      ...(query === undefined ? {} : { query: objectOf(query) }),
    },
    parameters: parametersOf(record),
    responses: answersOf(record),
  };
  if (record.access === 'public') operation.security = [];
  else operation['x-roles'] = rolesOf(record.role);
  if (body !== undefined) {
    const required = !body.safeParse(undefined).success;
    operation.requestBody = { required, content: { 'application/json': { schema: body } } };
  }
  return operation;
}

function rolesOf(required: RequiredRole): Role[] {
  return roles.filter((role) => allows([role], required));
}

function describe(record: Endpoint): string {
  const needs =
    record.access === 'public'
      ? 'Needs no token.'
      : `Needs the role ${rolesOf(record.role)
          .map((role) => `\`${role}\``)
          .join(' or ')}.`;
  return record.description === undefined ? needs : `${record.description}\n\n${needs}`;
}

type ObjectSchema = z.ZodType<unknown, Record<string, unknown>>;

/** The object below refinements and transforms: parameters are described one by one. */
function objectOf(schema: z.ZodType): ObjectSchema {
  const { in: inner } = schema.def as unknown as { readonly in?: z.ZodType };
  return inner === undefined ? (schema as ObjectSchema) : objectOf(inner);
}
