import * as z from 'zod';
import { endpoint, type Endpoint } from '../../shared/http/endpoint.ts';
import { idParams } from '../../shared/http/schemas.ts';
import { changeCandidateStatus } from '../../shared/workstream/candidates/change-status.ts';
import { promoteCandidates } from '../../shared/workstream/candidates/promote-candidates.ts';
import { getCandidate } from '../../shared/workstream/candidates/read-candidates.ts';
import { single } from '../../shared/workstream/records/outcome.ts';
import { candidateDetail, candidateStatusChange, promotion } from './schemas/candidate.ts';
import { pursuitSchema } from './schemas/pursuit.ts';

const promoted = pursuitSchema.extend({ existing: z.boolean() }).meta({ id: 'PromotedPursuit' });

/** How a candidate moves on. */
export const candidateMoves: readonly Endpoint[] = [
  endpoint({
    name: 'candidates-status',
    method: 'POST',
    route: 'api/candidates/{id}/status',
    tag: 'Candidates',
    summary: 'Change the status of a candidate',
    description:
      'new → triaged, archived; triaged → nurture, on_hold, promoted, archived; nurture → triaged, on_hold, promoted, archived; on_hold → triaged, nurture, archived; a manager may restore archived → triaged.',
    access: 'write',
    role: 'member',
    ifMatch: 'optional',
    params: idParams,
    body: candidateStatusChange,
    responses: { 200: { description: 'The candidate as it is now.', schema: candidateDetail } },
    errors: ['not_found', 'invalid_transition', 'stale_etag'],
    handler: async (session, { params: { id }, body: { status: to, reason }, ifMatch: version }, { roles }) => {
      if (to === 'promoted') single(await promoteCandidates(session, [{ id, reason, version }]));
      else single(await changeCandidateStatus(session, [{ id, to, reason, version }], roles));
      const candidate = await getCandidate(session, id);
      return { status: 200, body: candidate, etag: candidate.version };
    },
  }),
  endpoint({
    name: 'candidates-promote',
    method: 'POST',
    route: 'api/candidates/{id}/promote',
    tag: 'Candidates',
    summary: 'Promote a candidate to a pursuit',
    description:
      'Whoever asks again gets the same pursuit, with 200 and `existing: true`. `forecastValue` and `currency` are there both or neither. Its first proposal is made by the event, within a minute, and raises the version of the pursuit: read it again before a change with If-Match.',
    access: 'write',
    role: 'member',
    ifMatch: 'optional',
    params: idParams,
    body: promotion.optional(),
    responses: {
      201: { description: 'The new pursuit.', schema: promoted },
      200: {
        description: 'The pursuit that was made before.',
        schema: promoted,
      },
    },
    errors: ['not_found', 'invalid_transition', 'stale_etag'],
    handler: async (session, { params: { id }, body, ifMatch: version }) => {
      const { pursuit, existing } = single(await promoteCandidates(session, [{ id, version, ...body }]));
      return { status: existing ? 200 : 201, body: { ...pursuit, existing }, etag: pursuit.version };
    },
  }),
];
