import * as z from 'zod';
import { endpoint, type Endpoint } from '../../shared/http/endpoint.ts';
import { id, idParams, pageOf, pageQuery, textField, timeOut } from '../../shared/http/schemas.ts';
import { getDeadLetter, groupDeadLetters, listDeadLetters, type DeadLetter } from '../../shared/outbox/dead-letters.ts';
import { replayDeadLetter } from '../../shared/outbox/replay.ts';

const attemptSchema = z
  .object({
    token: z.int().meta({ description: 'The number of the claim that failed.' }),
    attemptedAt: timeOut,
    errorClass: z.string(),
    errorMessage: z.string(),
  })
  .meta({ id: 'DeliveryAttempt' });

const deadLetterSchema = z
  .object({
    id,
    eventId: id,
    eventType: z.string(),
    consumer: z.string(),
    recordType: z.string(),
    recordId: id,
    sequence: id,
    attempts: z.int(),
    crashes: z.int().meta({ description: 'How often its worker vanished.' }),
    errorClass: z.string().nullable(),
    errorMessage: z.string().nullable(),
    fingerprint: z.string().nullable().meta({ description: 'Equal for dead letters of one cause.' }),
    deadAt: timeOut,
  })
  .meta({ id: 'DeadLetter' });

const deadLetterDetail = deadLetterSchema
  .extend({
    version: z.int().meta({ description: 'Grows with every claim.' }),
    history: z.array(attemptSchema).meta({ description: 'Every failed attempt, oldest first.' }),
  })
  .meta({ id: 'DeadLetterDetail' });

const groupSchema = z
  .object({
    fingerprint: z.string().nullable(),
    consumer: z.string(),
    errorClass: z.string().nullable(),
    count: z.int(),
    oldest: timeOut,
    newest: timeOut,
  })
  .meta({ id: 'DeadLetterGroup' });

const replayedSchema = z
  .object({
    id,
    eventId: id,
    consumer: z.string(),
    state: z.literal('ready'),
    dueAt: timeOut,
  })
  .meta({ id: 'ReplayedDelivery' });

const showDeadLetter = <L extends DeadLetter>({ deliveryId, ...letter }: L) => ({ id: deliveryId, ...letter });

/** What the outbox has given up, and how to try again. */
export const outboxEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'dead-letters-list',
    method: 'GET',
    route: 'api/outbox/dead-letters',
    tag: 'Outbox',
    summary: 'List dead letters',
    description: 'Newest first. Each alone has its attempts; the groups count them by cause.',
    access: 'read',
    role: 'manager',
    query: pageQuery.extend({ consumer: textField(60).optional(), fingerprint: textField(64).optional() }),
    responses: {
      200: {
        description: 'A page of dead letters.',
        schema: pageOf(deadLetterSchema),
      },
    },
    errors: ['invalid_cursor'],
    handler: async (session, { query: { limit, cursor, consumer, fingerprint } }) => {
      const filter = { consumer: consumer ?? null, fingerprint: fingerprint ?? null };
      const page = await listDeadLetters(session, filter, { limit, cursor });
      return { status: 200, body: { ...page, data: page.data.map(showDeadLetter) } };
    },
  }),
  endpoint({
    name: 'dead-letters-get',
    method: 'GET',
    route: 'api/outbox/dead-letters/{id}',
    tag: 'Outbox',
    summary: 'Read a dead letter',
    description: 'With every attempt.',
    access: 'read',
    role: 'manager',
    params: idParams,
    responses: { 200: { description: 'The dead letter.', schema: deadLetterDetail } },
    errors: ['not_found'],
    handler: async (session, { params }) => {
      const letter = await getDeadLetter(session, params.id);
      return { status: 200, body: showDeadLetter(letter), etag: letter.version };
    },
  }),
  endpoint({
    name: 'dead-letter-groups-list',
    method: 'GET',
    route: 'api/outbox/dead-letter-groups',
    tag: 'Outbox',
    summary: 'Count dead letters by cause',
    description: 'The most frequent cause first; at most 100, in one page.',
    access: 'read',
    role: 'manager',
    responses: { 200: { description: 'The causes.', schema: pageOf(groupSchema) } },
    handler: async (session) => ({
      status: 200,
      body: { data: await groupDeadLetters(session), nextCursor: null },
    }),
  }),
  endpoint({
    name: 'dead-letters-replay',
    method: 'POST',
    route: 'api/outbox/dead-letters/{id}/replay',
    tag: 'Outbox',
    summary: 'Try a dead letter again',
    description:
      'Due at once with its attempts at zero, and the same event id: effects that were made are not made again.',
    access: 'write',
    role: 'manager',
    params: idParams,
    responses: { 200: { description: 'It is due again.', schema: replayedSchema } },
    errors: ['not_found', 'conflict'],
    handler: async (session, { params }) => {
      const { deliveryId, ...replayed } = await replayDeadLetter(session, params.id);
      return { status: 200, body: { id: deliveryId, ...replayed } };
    },
  }),
];
