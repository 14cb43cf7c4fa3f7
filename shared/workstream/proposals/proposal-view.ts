import type { Selectable } from 'kysely';
import { parseJson } from '../../db/json.ts';
import type { Tables } from '../../db/tables.ts';
import type { Section } from './content-hash.ts';

export type ProposalRow = Selectable<Tables['proposal']>;

/** A proposal version as everybody outside this room sees it. */
export interface Proposal extends Omit<ProposalRow, 'orgId' | 'proposalId' | 'content' | 'recipients' | 'eventSeq'> {
  readonly id: number;
  readonly sections: readonly Section[];
  readonly recipients: readonly string[];
}

export function viewProposal(row: ProposalRow): Proposal {
  const { orgId: _org, proposalId, content, recipients, eventSeq: _seq, ...shown } = row;
  return {
    id: proposalId,
    ...shown,
    sections: parseJson<Section[]>(content),
    recipients: recipients === null ? [] : parseJson<string[]>(recipients),
  };
}
