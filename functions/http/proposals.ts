import * as z from 'zod';
import { endpoint, type Endpoint } from '../../shared/http/endpoint.ts';
import {
  emailField,
  idParams,
  pageOf,
  pageQuery,
  requiredText,
  textField,
  timeOut,
} from '../../shared/http/schemas.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { createProposals } from '../../shared/workstream/proposals/create-proposals.ts';
import { getProposal, listProposals } from '../../shared/workstream/proposals/read-proposals.ts';
import { sendProposal } from '../../shared/workstream/proposals/send-proposal.ts';
import { single } from '../../shared/workstream/records/outcome.ts';
import { idOut, memberId, title, versionOut } from './schemas/workstream.ts';

const section = z.strictObject({ heading: requiredText(200), body: textField(20_000) }).meta({ id: 'NewSection' });
const newProposal = z
  .strictObject({
    title: title.optional(),
    sections: z.array(section).min(1).max(50).meta({
      description: 'Sections that are valid one by one may together be over the 1 MiB of a body: a 413 then.',
    }),
  })
  .meta({ id: 'NewProposal' });
const sending = z.strictObject({ recipients: z.array(emailField).min(1).max(50) }).meta({ id: 'ProposalSending' });

const proposalSchema = z
  .object({
    id: idOut,
    pursuitId: idOut,
    versionNo: z.int().meta({ description: '1, 2, 3 … within the pursuit.' }),
    status: z.enum(['draft', 'sent', 'signed', 'void']),
    title: z.string(),
    sections: z.array(z.object({ heading: z.string(), body: z.string() }).meta({ id: 'Section' })),
    contentHash: z.string().meta({ description: 'SHA-256 over the canonical form of the sections, in hex.' }),
    author: memberId.meta({
      description: 'Who wrote it: the subject of a member, or `system:outbox` where a promotion made it.',
    }),
    recipients: z.array(z.string()),
    sentAt: timeOut.nullable(),
    createdAt: timeOut,
    updatedAt: timeOut,
    version: versionOut,
  })
  .meta({ id: 'Proposal' });

/** Versioned documents of a pursuit. */
export const proposalEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'proposals-list',
    method: 'GET',
    route: 'api/pursuits/{id}/proposals',
    tag: 'Proposals',
    summary: 'List the proposals of a pursuit',
    description: 'Newest version first.',
    access: 'read',
    role: 'viewer',
    params: idParams,
    query: pageQuery,
    responses: { 200: { description: 'A page of versions.', schema: pageOf(proposalSchema) } },
    errors: ['not_found', 'invalid_cursor'],
    handler: async (session, { params, query }) => ({
      status: 200,
      body: await listProposals(session, params.id, query),
    }),
  }),
  endpoint({
    name: 'proposals-create',
    method: 'POST',
    route: 'api/pursuits/{id}/proposals',
    tag: 'Proposals',
    summary: 'Write a new version',
    description: 'A draft with the next number. If-Match names the version of the pursuit, which rises.',
    access: 'write',
    role: 'member',
    ifMatch: 'optional',
    params: idParams,
    body: newProposal,
    responses: { 201: { description: 'The new version.', schema: proposalSchema } },
    errors: ['not_found', 'conflict'],
    handler: async (session, { params, body, ifMatch }) => {
      const asked = { pursuitId: params.id, pursuitVersion: ifMatch, ...body };
      const proposal = single(await createProposals(session, [asked]));
      if (proposal === null) throw new AppError('internal_error', 'No version was made.');
      return { status: 201, body: proposal, etag: proposal.version };
    },
  }),
  endpoint({
    name: 'proposals-get',
    method: 'GET',
    route: 'api/proposals/{id}',
    tag: 'Proposals',
    summary: 'Read a proposal',
    access: 'read',
    role: 'viewer',
    params: idParams,
    responses: { 200: { description: 'The version.', schema: proposalSchema } },
    errors: ['not_found'],
    handler: async (session, { params }) => {
      const proposal = await getProposal(session, params.id);
      return { status: 200, body: proposal, etag: proposal.version };
    },
  }),
  endpoint({
    name: 'proposals-send',
    method: 'POST',
    route: 'api/proposals/{id}/send',
    tag: 'Proposals',
    summary: 'Send a draft',
    description:
      'Records the recipients and starts the response clock. It is no submission: no gate holds it, and the pursuit stays in its stage.',
    access: 'write',
    role: 'member',
    ifMatch: 'optional',
    params: idParams,
    body: sending,
    responses: { 200: { description: 'The sent version.', schema: proposalSchema } },
    errors: ['not_found', 'invalid_transition', 'conflict', 'stale_etag'],
    handler: async (session, { params, body, ifMatch }) => {
      const proposal = await sendProposal(session, params.id, body.recipients, ifMatch);
      return { status: 200, body: proposal, etag: proposal.version };
    },
  }),
];
