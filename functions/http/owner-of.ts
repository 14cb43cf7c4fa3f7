import type { TenantSession } from '../../shared/db/session.ts';

/** The owner that a filter means: `me` is the caller. */
export function ownerOf(session: TenantSession, owner: string | undefined): string | undefined {
  return owner === 'me' ? session.actor.id : owner;
}
