import * as z from 'zod';
import { endpoint, type Endpoint } from '../../shared/http/endpoint.ts';
import { idParam, idParams, pageOf, pageQuery, timeOut } from '../../shared/http/schemas.ts';
import { getEngagement, listEngagements } from '../../shared/workstream/engagements/read-engagements.ts';
import { ownerOf } from './owner-of.ts';
import { amount, currencyCode, idOut, memberId, ownerFilter, versionOut } from './schemas/workstream.ts';

const engagementSchema = z
  .object({
    id: idOut,
    pursuitId: idOut,
    title: z.string(),
    status: z.enum(['active', 'closed']),
    clientName: z.string().nullable(),
    owner: memberId.nullable(),
    contractValue: amount,
    currency: currencyCode,
    startedAt: timeOut,
    createdAt: timeOut,
    updatedAt: timeOut,
    version: versionOut,
  })
  .meta({ id: 'Engagement' });

/** The work that won pursuits become. */
export const engagementEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'engagements-list',
    method: 'GET',
    route: 'api/engagements',
    tag: 'Engagements',
    summary: 'List engagements',
    description: 'Newest first. A won pursuit has its engagement within a minute.',
    access: 'read',
    role: 'viewer',
    query: pageQuery.extend({ pursuitId: idParam('pursuitId').optional(), owner: ownerFilter.optional() }),
    responses: { 200: { description: 'A page of engagements.', schema: pageOf(engagementSchema) } },
    errors: ['invalid_cursor'],
    handler: async (session, { query: { limit, cursor, owner, ...filter } }) => ({
      status: 200,
      body: await listEngagements(session, { ...filter, owner: ownerOf(session, owner) }, { limit, cursor }),
    }),
  }),
  endpoint({
    name: 'engagements-get',
    method: 'GET',
    route: 'api/engagements/{id}',
    tag: 'Engagements',
    summary: 'Read an engagement',
    access: 'read',
    role: 'viewer',
    params: idParams,
    responses: { 200: { description: 'The engagement.', schema: engagementSchema } },
    errors: ['not_found'],
    handler: async (session, { params }) => {
      const engagement = await getEngagement(session, params.id);
      return { status: 200, body: engagement, etag: engagement.version };
    },
  }),
];
