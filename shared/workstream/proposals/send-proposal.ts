import type { TenantSession } from '../../db/session.ts';
import { updateRows } from '../../db/write-rows.ts';
import { emit } from '../../events/emit.ts';
import { AppError } from '../../platform/errors.ts';
import { startClocks } from '../../sla/clocks.ts';
import { lockPursuit } from '../pursuits/read-pursuits.ts';
import { todayOfPursuit } from '../pursuits/pursuit-view.ts';
import { demandVersion } from '../records/if-match.ts';
import { runningSlaTimes } from '../today/sla-times.ts';
import { updateToday } from '../today/today-rows.ts';
import { markSent } from './mark-sent.ts';
import { viewProposal, type Proposal, type ProposalRow } from './proposal-view.ts';
import { getProposalRow } from './read-proposals.ts';

/**
 * Sends a draft: records the recipients and starts the response clock of its pursuit. 409 for one that is sent, signed or void, and for a
 * closed pursuit.
 */
export async function sendProposal(
  session: TenantSession,
  id: number,
  recipients: readonly string[],
  version: number | null,
): Promise<Proposal> {
  const { pursuitId } = await getProposalRow(session, id);
  const pursuit = await lockPursuit(session, pursuitId);
  // Read again under the pursuit's lock: what was read before it may be old.
  const row = await getProposalRow(session, id);
  demandVersion(version, viewProposal(row));
  if (row.status !== 'draft') {
    throw new AppError('invalid_transition', `The proposal is ${row.status}; only a draft can be sent.`);
  }
  if (pursuit.outcome !== 'open') {
    throw new AppError('conflict', `The pursuit is closed (${pursuit.outcome}); its proposals stay as they are.`);
  }
  const at = session.now;
  const events = await markSent(session, [{ ...row, proposalId: id, recipients, at }]);
  await updateRows(session.db, 'pursuit', session.orgId, ['pursuitId'], [{ pursuitId }], { bumpAt: at });
  await startClocks(session, [{ metric: 'response', recordType: 'pursuit', recordId: pursuitId, at }]);
  const times = await runningSlaTimes(session, 'pursuit', [pursuitId]);
  await updateToday(session, [todayOfPursuit(pursuit, times.get(pursuitId) ?? null)]);
  await emit(session, events);
  const after: ProposalRow = {
    ...row,
    status: 'sent',
    recipients: JSON.stringify(recipients),
    sentAt: at,
    version: row.version + 1,
    updatedAt: at,
  };
  return viewProposal(after);
}
