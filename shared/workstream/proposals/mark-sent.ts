import type { TenantSession } from '../../db/session.ts';
import { updateRows } from '../../db/write-rows.ts';
import type { NewEvent } from '../../events/emit.ts';

/** A draft that goes out. */
export interface Sending {
  readonly proposalId: number;
  readonly pursuitId: number;
  readonly versionNo: number;
  readonly contentHash: string;
  /** The proposal's sequence before. */
  readonly eventSeq: number;
  readonly recipients: readonly string[];
  readonly at: Date;
}

/**
 * Marks drafts as sent, in one statement, and answers the events to emit. The caller has made sure that they are drafts and holds their pursuits: nobody
 * changes a proposal without raising its pursuit's version.
 */
export async function markSent(session: TenantSession, sendings: readonly Sending[]): Promise<NewEvent[]> {
  await updateRows(
    session.db,
    'proposal',
    session.orgId,
    ['proposalId'],
    sendings.map(({ proposalId, recipients, at, eventSeq }) => ({
      proposalId,
      status: 'sent' as const,
      recipients,
      sentAt: at,
      eventSeq: eventSeq + 1,
    })),
    { bumpAt: session.now },
  );
  return sendings.map(({ proposalId, pursuitId, versionNo, contentHash, recipients, at, eventSeq }) => ({
    type: 'proposal.sent',
    recordType: 'proposal',
    recordId: proposalId,
    sequence: eventSeq + 1,
    happenedAt: at,
    changed: ['status'],
    payload: { pursuitId, versionNo, contentHash, recipients: recipients.length },
  }));
}
