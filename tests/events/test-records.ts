import type { TenantSession } from '../../shared/db/session.ts';
import { emit } from '../../shared/events/emit.ts';
import type { EventType } from '../../shared/events/catalogue.ts';

/** Makes an open signal without events and gives its id. */
export async function addSignal(session: TenantSession): Promise<number> {
  const { signalId } = await session.db
    .insertInto('signal')
    .values({
      orgId: session.orgId,
      createdAt: session.now,
      updatedAt: session.now,
      sourceType: 'api',
      status: 'open',
      tags: '[]',
    })
    .returning('signalId')
    .executeTakeFirstOrThrow();
  return signalId;
}

/** Emits an event of `type` about candidate number `recordId`, which need not exist, with its sequence. */
export function emitAbout(
  session: TenantSession,
  type: EventType,
  recordId: number,
  sequence: number,
  payload: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  return emit(session, [{ type, recordType: 'candidate', recordId, sequence, payload }]);
}
