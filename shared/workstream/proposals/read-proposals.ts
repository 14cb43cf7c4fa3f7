import { keysetPage, mapPage, type KeysetOrder, type Page, type PageRequest } from '../../db/keyset.ts';
import type { TenantSession } from '../../db/session.ts';
import { notFound } from '../../platform/errors.ts';
import { viewProposal, type Proposal, type ProposalRow } from './proposal-view.ts';

/** One proposal's row. 404 when the organisation has no such proposal. */
export async function getProposalRow(session: TenantSession, id: number): Promise<ProposalRow> {
  const row = await session.db
    .selectFrom('proposal')
    .selectAll()
    .where('orgId', '=', session.orgId)
    .where('proposalId', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('proposal', id);
  return row;
}

/** One proposal version. One round trip. */
export async function getProposal(session: TenantSession, id: number): Promise<Proposal> {
  return viewProposal(await getProposalRow(session, id));
}

const newestFirst: KeysetOrder = {
  name: 'version',
  columns: [{ ref: 'proposal.versionNo', direction: 'desc', kind: 'number' }],
};

/** The versions of a pursuit, newest first. 404 when the organisation has no such pursuit. */
export async function listProposals(
  session: TenantSession,
  pursuitId: number,
  page: PageRequest,
): Promise<Page<Proposal>> {
  const query = session.db
    .selectFrom('proposal')
    .selectAll('proposal')
    .where('proposal.orgId', '=', session.orgId)
    .where('proposal.pursuitId', '=', pursuitId);
  const bind = { orgId: session.orgId, filter: { list: 'proposals', pursuitId } };
  const found = mapPage(await keysetPage(query, page, newestFirst, bind, (row) => [row.versionNo]), viewProposal);
  // Only an empty list asks whether there is such a pursuit at all.
  if (found.data.length === 0) await demandPursuit(session, pursuitId);
  return found;
}

async function demandPursuit(session: TenantSession, id: number): Promise<void> {
  const row = await session.db
    .selectFrom('pursuit')
    .select('pursuitId')
    .where('orgId', '=', session.orgId)
    .where('pursuitId', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('pursuit', id);
}
