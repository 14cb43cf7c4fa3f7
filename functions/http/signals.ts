import * as z from 'zod';
import { endpoint, type Endpoint } from '../../shared/http/endpoint.ts';
import { patchedReply } from '../../shared/http/prefer.ts';
import { baseOf, idParams, oneOrMore, pageOf, pageQuery } from '../../shared/http/schemas.ts';
import { single } from '../../shared/workstream/records/outcome.ts';
import { createSignals } from '../../shared/workstream/signals/create-signals.ts';
import { deleteSignal, dismissSignals } from '../../shared/workstream/signals/dismiss-signals.ts';
import { getSignal, listSignals } from '../../shared/workstream/signals/read-signals.ts';
import { updateSignal } from '../../shared/workstream/signals/update-signal.ts';
import { ownerOf } from './owner-of.ts';
import { createdSignal, newSignal, signalPatch, signalSchema } from './schemas/signal.ts';
import { ownerFilter, reason, signalStatuses, sourceTypes, tagFilter } from './schemas/workstream.ts';
import { bulkSignals } from './signals-bulk.ts';

const dismissal = z.strictObject({ reason }).meta({ id: 'Dismissal' });

/** Raw leads. */
export const signalEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'signals-list',
    method: 'GET',
    route: 'api/signals',
    tag: 'Signals',
    summary: 'List signals',
    description: 'Newest first.',
    access: 'read',
    role: 'viewer',
    query: pageQuery.extend({
      status: oneOrMore(signalStatuses).optional(),
      sourceType: oneOrMore(sourceTypes).optional(),
      owner: ownerFilter.optional(),
      tag: tagFilter.optional(),
    }),
    responses: { 200: { description: 'A page of signals.', schema: pageOf(signalSchema) } },
    errors: ['invalid_cursor'],
    handler: async (session, { query: { limit, cursor, owner, ...filter } }) => ({
      status: 200,
      body: await listSignals(session, { ...filter, owner: ownerOf(session, owner) }, { limit, cursor }),
    }),
  }),
  endpoint({
    name: 'signals-create',
    method: 'POST',
    route: 'api/signals',
    tag: 'Signals',
    summary: 'Take a signal in',
    description:
      'One whose natural key your organisation has already, in whatever status, answers 200 with the existing record as it is and `deduplicated: true`; nothing of the new one is kept. The key is `dedupeKey`, or derived: `sourceType` with the first of `contactEmail`, `contactPhone` and `companyDomain` that is there.',
    access: 'write',
    role: 'member',
    body: newSignal,
    responses: {
      201: { description: 'The new signal.', schema: createdSignal },
      200: { description: 'You had it already.', schema: createdSignal },
    },
    handler: async (session, { body }) => {
      const { signal, deduplicated } = single(await createSignals(session, [body]));
      return { status: deduplicated ? 200 : 201, body: { ...signal, deduplicated }, etag: signal.version };
    },
  }),
  bulkSignals,
  endpoint({
    name: 'signals-get',
    method: 'GET',
    route: 'api/signals/{id}',
    tag: 'Signals',
    summary: 'Read a signal',
    access: 'read',
    role: 'viewer',
    params: idParams,
    responses: { 200: { description: 'The signal.', schema: signalSchema } },
    errors: ['not_found'],
    handler: async (session, { params }) => {
      const signal = await getSignal(session, params.id);
      return { status: 200, body: signal, etag: signal.version };
    },
  }),
  endpoint({
    name: 'signals-update',
    method: 'PATCH',
    route: 'api/signals/{id}',
    tag: 'Signals',
    summary: 'Change a signal',
    description:
      'Absent fields stay, null clears. `Prefer: merge` applies it to an older version too, when its fields have not changed since. Assigning the first owner is the first touch and stops the triage clock.',
    access: 'write',
    role: 'member',
    ifMatch: 'required',
    merges: true,
    params: idParams,
    body: signalPatch.extend({ base: baseOf(signalPatch) }).meta({ id: 'SignalChange' }),
    responses: { 200: { description: 'The signal as it is now.', schema: signalSchema } },
    errors: ['not_found', 'stale_etag', 'if_match_required'],
    handler: async (session, { params, body: { base, ...patch }, ifMatch: version, merge }) =>
      patchedReply(await updateSignal(session, params.id, patch, { version, merge, base })),
  }),
  endpoint({
    name: 'signals-delete',
    method: 'DELETE',
    route: 'api/signals/{id}',
    tag: 'Signals',
    summary: 'Delete a signal',
    description: 'Its events stay in the audit trail. One that a candidate is built on cannot be deleted.',
    access: 'write',
    role: 'member',
    ifMatch: 'required',
    params: idParams,
    responses: { 204: { description: 'It is gone.' } },
    errors: ['not_found', 'conflict', 'stale_etag', 'if_match_required'],
    handler: async (session, { params, ifMatch }) => {
      await deleteSignal(session, params.id, ifMatch);
      return { status: 204 };
    },
  }),
  endpoint({
    name: 'signals-dismiss',
    method: 'POST',
    route: 'api/signals/{id}/dismiss',
    tag: 'Signals',
    summary: 'Dismiss a signal',
    description: 'With a reason. A first touch: it stops the triage clock.',
    access: 'write',
    role: 'member',
    ifMatch: 'optional',
    params: idParams,
    body: dismissal,
    responses: { 200: { description: 'The dismissed signal.', schema: signalSchema } },
    errors: ['not_found', 'invalid_transition'],
    handler: async (session, { params, body, ifMatch: version }) => {
      const signal = single(await dismissSignals(session, [{ id: params.id, reason: body.reason, version }]));
      return { status: 200, body: signal, etag: signal.version };
    },
  }),
];
