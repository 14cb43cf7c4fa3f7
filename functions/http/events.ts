import * as z from 'zod';
import { eventTypeNames } from '../../shared/events/catalogue.ts';
import { listEvents, readTimeline } from '../../shared/events/list-events.ts';
import type { WorkEvent } from '../../shared/events/work-event.ts';
import type { WorkRecordType } from '../../shared/db/tables/workstream.ts';
import { endpoint, type Endpoint } from '../../shared/http/endpoint.ts';
import {
  id,
  idParam,
  idParams,
  isoTime,
  oneOrMore,
  pageOf,
  pageQuery,
  textField,
  timeOut,
} from '../../shared/http/schemas.ts';
import { actorKind } from './schemas/workstream.ts';

const recordTypes = [
  'signal',
  'candidate',
  'pursuit',
  'proposal',
  'engagement',
  'sla_rule',
  'org',
  'outbox_delivery',
] as const;
const anyRecordType = z.enum(recordTypes).meta({ id: 'RecordType' });

const eventSchema = z
  .object({
    id,
    type: z.enum(eventTypeNames).meta({ id: 'EventType' }),
    recordType: anyRecordType,
    recordId: id,
    sequence: id.meta({
      description:
        '1, 2, 3 … within the record; of an `outbox_delivery`, the count of its claims and replays, which rises with gaps.',
    }),
    actor: z.object({ kind: actorKind, id: z.string() }).meta({ id: 'Actor' }),
    happenedAt: timeOut,
    recordedAt: timeOut.meta({ description: 'Later than happenedAt when the product noticed late.' }),
    correlationId: z.string(),
    causationId: z.string().nullable(),
    changed: z.array(z.string()),
    payload: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' });

const showEvent = ({ eventId, ...event }: WorkEvent) => ({ id: eventId, ...event });

/** The trail of everything that happened. */
export const eventEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'events-list',
    method: 'GET',
    route: 'api/events',
    tag: 'Events',
    summary: 'Read the trail',
    description: 'Events of the organisation, latest first.',
    access: 'read',
    role: 'viewer',
    query: pageQuery.extend({
      recordType: anyRecordType.optional(),
      recordId: idParam('recordId').optional(),
      type: oneOrMore(eventTypeNames).optional(),
      actor: textField(128)
        .optional()
        .meta({ description: 'Subject of a token, or system:<job>. A `|` is taken literally.' }),
      from: isoTime.optional().meta({ description: 'Happened at or after.' }),
      to: isoTime.optional().meta({ description: 'Happened at or before.' }),
    }),
    responses: { 200: { description: 'A page of events.', schema: pageOf(eventSchema) } },
    errors: ['invalid_cursor'],
    handler: async (session, { query }) => {
      const { limit, cursor, recordType, recordId, type, actor, from, to } = query;
      const filter = {
        recordType: recordType ?? null,
        recordId: recordId ?? null,
        types: type ?? [],
        actor: actor ?? null,
        from: from ?? null,
        to: to ?? null,
      };
      const page = await listEvents(session, filter, { limit, cursor });
      return { status: 200, body: { ...page, data: page.data.map(showEvent) } };
    },
  }),
  timeline('signal', 'Signals'),
  timeline('candidate', 'Candidates'),
  timeline('pursuit', 'Pursuits'),
];

function timeline(recordType: WorkRecordType, tag: string): Endpoint {
  return endpoint({
    name: `${recordType}s-timeline`,
    method: 'GET',
    route: `api/${recordType}s/{id}/timeline`,
    tag,
    summary: `What happened to a ${recordType}`,
    description: 'Its own events, the last written first.',
    access: 'read',
    role: 'viewer',
    params: idParams,
    query: pageQuery,
    responses: { 200: { description: 'A page of events.', schema: pageOf(eventSchema) } },
    errors: ['not_found', 'invalid_cursor'],
    handler: async (session, { params, query: { limit, cursor } }) => {
      const page = await readTimeline(session, recordType, params.id, { limit, cursor });
      return { status: 200, body: { ...page, data: page.data.map(showEvent) } };
    },
  });
}
