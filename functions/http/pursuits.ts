import { endpoint, type Endpoint } from '../../shared/http/endpoint.ts';
import { patchedReply } from '../../shared/http/prefer.ts';
import { baseOf, idParams, oneOrMore, pageOf, pageQuery } from '../../shared/http/schemas.ts';
import { explainTransitions } from '../../shared/workstream/pursuits/explain-transitions.ts';
import { getPursuit, listPursuits } from '../../shared/workstream/pursuits/read-pursuits.ts';
import { updatePursuit } from '../../shared/workstream/pursuits/update-pursuit.ts';
import { ownerOf } from './owner-of.ts';
import { pursuitMoves } from './pursuit-moves.ts';
import { explainedTransitions, pursuitPatch, pursuitSchema } from './schemas/pursuit.ts';
import { ownerFilter, stages, tagFilter, valueBands } from './schemas/workstream.ts';

/** Opportunities that the organisation has decided to chase. */
export const pursuitEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'pursuits-list',
    method: 'GET',
    route: 'api/pursuits',
    tag: 'Pursuits',
    summary: 'List pursuits',
    description: 'Newest first.',
    access: 'read',
    role: 'viewer',
    query: pageQuery.extend({
      stage: oneOrMore(stages).optional(),
      valueBand: oneOrMore(valueBands).optional(),
      owner: ownerFilter.optional(),
      tag: tagFilter.optional(),
    }),
    responses: { 200: { description: 'A page of pursuits.', schema: pageOf(pursuitSchema) } },
    errors: ['invalid_cursor'],
    handler: async (session, { query: { limit, cursor, owner, ...filter } }) => ({
      status: 200,
      body: await listPursuits(session, { ...filter, owner: ownerOf(session, owner) }, { limit, cursor }),
    }),
  }),
  endpoint({
    name: 'pursuits-get',
    method: 'GET',
    route: 'api/pursuits/{id}',
    tag: 'Pursuits',
    summary: 'Read a pursuit',
    access: 'read',
    role: 'viewer',
    params: idParams,
    responses: { 200: { description: 'The pursuit.', schema: pursuitSchema } },
    errors: ['not_found'],
    handler: async (session, { params }) => {
      const pursuit = await getPursuit(session, params.id);
      return { status: 200, body: pursuit, etag: pursuit.version };
    },
  }),
  endpoint({
    name: 'pursuits-update',
    method: 'PATCH',
    route: 'api/pursuits/{id}',
    tag: 'Pursuits',
    summary: 'Change a pursuit',
    description:
      'Absent fields stay, null clears. `Prefer: merge` applies it to an older version too, when its fields have not changed since. `forecastValue` and `currency` are there both or neither. The stage has its own calls.',
    access: 'write',
    role: 'member',
    ifMatch: 'required',
    merges: true,
    params: idParams,
    body: pursuitPatch.extend({ base: baseOf(pursuitPatch) }).meta({ id: 'PursuitChange' }),
    responses: { 200: { description: 'The pursuit as it is now.', schema: pursuitSchema } },
    errors: ['not_found', 'stale_etag', 'if_match_required'],
    handler: async (session, { params, body: { base, ...patch }, ifMatch: version, merge }) =>
      patchedReply(await updatePursuit(session, params.id, patch, { version, merge, base })),
  }),
  endpoint({
    name: 'pursuits-transitions',
    method: 'GET',
    route: 'api/pursuits/{id}/transitions',
    tag: 'Pursuits',
    summary: 'Explain the ways of a pursuit',
    description:
      'Every way from its stage, allowed or not, and what exactly holds it back: judged as a call would be that names no proposal.',
    access: 'read',
    role: 'viewer',
    params: idParams,
    responses: { 200: { description: 'The ways.', schema: explainedTransitions } },
    errors: ['not_found'],
    handler: async (session, { params }) => ({ status: 200, body: await explainTransitions(session, params.id) }),
  }),
  ...pursuitMoves,
];
