import { jsonRows } from '../../db/portable.ts';
import type { TenantSession } from '../../db/session.ts';

export interface NewMember {
  /** The subject of the member's token. */
  readonly id: string;
  readonly name: string;
  readonly email?: string | null;
}

/** Adds members that the organisation lacks; the others stay as they are. One statement. */
export async function addMembers(session: TenantSession, members: readonly NewMember[]): Promise<void> {
  if (members.length === 0) return;
  const rows = members.map(({ id, name, email = null }) => ({
    id,
    name,
    email,
    now: session.now,
    orgId: session.orgId,
  }));
  await session.db
    .insertInto('member')
    .columns(['orgId', 'memberId', 'name', 'email', 'createdAt', 'updatedAt'])
    .expression((eb) =>
      eb
        .selectFrom(jsonRows('r', { id: 'text', name: 'text', email: 'text', now: 'time', orgId: 'int' }, rows))
        .select(['r.orgId', 'r.id', 'r.name', 'r.email', 'r.now as createdAt', 'r.now as updatedAt'])
        .where((row) =>
          row.not(
            row.exists(
              row
                .selectFrom('member as m')
                .select('m.memberId')
                .where('m.orgId', '=', session.orgId)
                .whereRef('m.memberId', '=', 'r.id'),
            ),
          ),
        ),
    )
    .execute();
}
