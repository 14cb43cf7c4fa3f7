import { endpoint, type Endpoint } from '../../shared/http/endpoint.ts';
import { patchedReply } from '../../shared/http/prefer.ts';
import { baseOf, idParams, oneOrMore, pageOf, pageQuery } from '../../shared/http/schemas.ts';
import { createCandidates } from '../../shared/workstream/candidates/create-candidates.ts';
import { linkSignals } from '../../shared/workstream/candidates/link-signals.ts';
import { getCandidate, listCandidates } from '../../shared/workstream/candidates/read-candidates.ts';
import { deleteCandidate, updateCandidate } from '../../shared/workstream/candidates/update-candidate.ts';
import { single } from '../../shared/workstream/records/outcome.ts';
import { candidateMoves } from './candidate-moves.ts';
import { ownerOf } from './owner-of.ts';
import { candidateDetail, candidateLink, candidatePatch, candidateSchema, newCandidate } from './schemas/candidate.ts';
import { candidateStatuses, ownerFilter, priorities, tagFilter, valueBands } from './schemas/workstream.ts';

/** Qualified prospects. */
export const candidateEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'candidates-list',
    method: 'GET',
    route: 'api/candidates',
    tag: 'Candidates',
    summary: 'List candidates',
    description: 'Newest first.',
    access: 'read',
    role: 'viewer',
    query: pageQuery.extend({
      status: oneOrMore(candidateStatuses).optional(),
      valueBand: oneOrMore(valueBands).optional(),
      priority: oneOrMore(priorities).optional(),
      owner: ownerFilter.optional(),
      tag: tagFilter.optional(),
    }),
    responses: { 200: { description: 'A page of candidates.', schema: pageOf(candidateSchema) } },
    errors: ['invalid_cursor'],
    handler: async (session, { query: { limit, cursor, owner, ...filter } }) => ({
      status: 200,
      body: await listCandidates(session, { ...filter, owner: ownerOf(session, owner) }, { limit, cursor }),
    }),
  }),
  endpoint({
    name: 'candidates-create',
    method: 'POST',
    route: 'api/candidates',
    tag: 'Candidates',
    summary: 'Make a candidate',
    description: 'In status new, built from open signals if any are named: that is the first touch of each.',
    access: 'write',
    role: 'member',
    body: newCandidate,
    responses: { 201: { description: 'The new candidate.', schema: candidateDetail } },
    errors: ['conflict'],
    handler: async (session, { body }) => {
      const candidate = single(await createCandidates(session, [body]));
      return { status: 201, body: candidate, etag: candidate.version };
    },
  }),
  endpoint({
    name: 'candidates-get',
    method: 'GET',
    route: 'api/candidates/{id}',
    tag: 'Candidates',
    summary: 'Read a candidate',
    description: 'With its signals, and its pursuit when it has one.',
    access: 'read',
    role: 'viewer',
    params: idParams,
    responses: { 200: { description: 'The candidate.', schema: candidateDetail } },
    errors: ['not_found'],
    handler: async (session, { params }) => {
      const candidate = await getCandidate(session, params.id);
      return { status: 200, body: candidate, etag: candidate.version };
    },
  }),
  endpoint({
    name: 'candidates-update',
    method: 'PATCH',
    route: 'api/candidates/{id}',
    tag: 'Candidates',
    summary: 'Change a candidate',
    description:
      'Absent fields stay, null clears. `Prefer: merge` applies it to an older version too, when its fields have not changed since. The status has its own call.',
    access: 'write',
    role: 'member',
    ifMatch: 'required',
    merges: true,
    params: idParams,
    body: candidatePatch.extend({ base: baseOf(candidatePatch) }).meta({ id: 'CandidateChange' }),
    responses: { 200: { description: 'The candidate as it is now.', schema: candidateSchema } },
    errors: ['not_found', 'stale_etag', 'if_match_required'],
    handler: async (session, { params, body: { base, ...patch }, ifMatch: version, merge }) =>
      patchedReply(await updateCandidate(session, params.id, patch, { version, merge, base })),
  }),
  endpoint({
    name: 'candidates-delete',
    method: 'DELETE',
    route: 'api/candidates/{id}',
    tag: 'Candidates',
    summary: 'Delete a candidate',
    description:
      'Its signals are open again, for another candidate or for dismissal. Its events stay in the audit trail. One that a pursuit is built on cannot be deleted.',
    access: 'write',
    role: 'member',
    ifMatch: 'required',
    params: idParams,
    responses: { 204: { description: 'It is gone.' } },
    errors: ['not_found', 'conflict', 'stale_etag', 'if_match_required'],
    handler: async (session, { params, ifMatch }) => {
      await deleteCandidate(session, params.id, ifMatch);
      return { status: 204 };
    },
  }),
  endpoint({
    name: 'candidates-link-signals',
    method: 'POST',
    route: 'api/candidates/{id}/signals',
    tag: 'Candidates',
    summary: 'Add signals to a candidate',
    description: 'Open ones only; one that it has already is left alone.',
    access: 'write',
    role: 'member',
    ifMatch: 'optional',
    params: idParams,
    body: candidateLink,
    responses: { 200: { description: 'The candidate with all its signals.', schema: candidateDetail } },
    errors: ['not_found', 'conflict'],
    handler: async (session, { params, body, ifMatch }) => {
      await linkSignals(session, params.id, [...new Set(body.signalIds)], ifMatch);
      const candidate = await getCandidate(session, params.id);
      return { status: 200, body: candidate, etag: candidate.version };
    },
  }),
  ...candidateMoves,
];
