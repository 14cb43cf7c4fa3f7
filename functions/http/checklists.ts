import * as z from 'zod';
import { endpoint, type Endpoint } from '../../shared/http/endpoint.ts';
import { idParam, idParams } from '../../shared/http/schemas.ts';
import { completeItem, getChecklist, getItem, reopenItem } from '../../shared/workstream/gates/checklist.ts';
import { checklistItem, checklistSchema, itemCompletion } from './schemas/pursuit.ts';

const itemParams = z.strictObject({ id: idParam('id'), itemId: idParam('itemId') });
const changed = { 200: { description: 'The item as it is now.', schema: checklistItem } };

/** The checklists that gates rest on. */
export const checklistEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'checklists-get',
    method: 'GET',
    route: 'api/pursuits/{id}/checklist',
    tag: 'Checklists',
    summary: 'Read the checklists of a pursuit',
    description: 'All items in the order of work, and how far each gate is.',
    access: 'read',
    role: 'viewer',
    params: idParams,
    responses: { 200: { description: 'The checklists.', schema: checklistSchema } },
    errors: ['not_found'],
    handler: async (session, { params }) => ({ status: 200, body: await getChecklist(session, params.id) }),
  }),
  endpoint({
    name: 'checklists-item',
    method: 'GET',
    route: 'api/pursuits/{id}/checklist/{itemId}',
    tag: 'Checklists',
    summary: 'Read a checklist item',
    access: 'read',
    role: 'viewer',
    params: itemParams,
    responses: { 200: { description: 'The item.', schema: checklistItem } },
    errors: ['not_found'],
    handler: async (session, { params }) => {
      const item = await getItem(session, params.id, params.itemId);
      return { status: 200, body: item, etag: item.version };
    },
  }),
  endpoint({
    name: 'checklists-complete',
    method: 'POST',
    route: 'api/pursuits/{id}/checklist/{itemId}/complete',
    tag: 'Checklists',
    summary: 'Complete a checklist item',
    description:
      'Records who, when and the evidence. Some items want a role, evidence, or somebody who did not write the proposal. The version of the pursuit rises.',
    access: 'write',
    role: 'member',
    ifMatch: 'optional',
    params: itemParams,
    body: itemCompletion,
    responses: changed,
    errors: ['not_found', 'conflict', 'forbidden', 'stale_etag'],
    handler: async (session, { params, body, ifMatch: version }, { roles }) => {
      const change = { pursuitId: params.id, itemId: params.itemId, evidence: body?.evidence, version };
      const item = await completeItem(session, change, roles);
      return { status: 200, body: item, etag: item.version };
    },
  }),
  endpoint({
    name: 'checklists-reopen',
    method: 'POST',
    route: 'api/pursuits/{id}/checklist/{itemId}/reopen',
    tag: 'Checklists',
    summary: 'Reopen a checklist item',
    description:
      'For somebody else to complete, for instance. Holds nothing by itself: a gate is asked only at a move that it holds. The version of the pursuit rises.',
    access: 'write',
    role: 'member',
    ifMatch: 'optional',
    params: itemParams,
    responses: changed,
    errors: ['not_found', 'conflict', 'stale_etag'],
    handler: async (session, { params, ifMatch: version }) => {
      const item = await reopenItem(session, { pursuitId: params.id, itemId: params.itemId, version });
      return { status: 200, body: item, etag: item.version };
    },
  }),
];
