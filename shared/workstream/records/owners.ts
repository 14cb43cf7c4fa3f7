import { jsonRows } from '../../db/portable.ts';
import type { TenantSession } from '../../db/session.ts';
import { invalidField, type AppError } from '../../platform/errors.ts';

/**
 * Which of `ids` are not members of the organisation. One round trip, or none when only the caller is named (a caller is always a
 * member).
 */
export async function unknownMembers(
  session: TenantSession,
  ids: readonly (string | null | undefined)[],
): Promise<ReadonlySet<string>> {
  const asked = new Set(ids.filter((id) => typeof id === 'string' && id !== session.actor.id) as string[]);
  if (asked.size === 0) return asked;
  const known = await session.db
    .selectFrom('member')
    .select('memberId')
    .where('orgId', '=', session.orgId)
    .where('memberId', 'in', (eb) =>
      eb
        .selectFrom(
          jsonRows(
            'm',
            { id: 'text' },
            [...asked].map((id) => ({ id })),
          ),
        )
        .select('m.id'),
    )
    .execute();
  for (const { memberId } of known) asked.delete(memberId);
  return asked;
}

/** 400 for a person that the organisation does not have. */
export function unknownMember(pointer: string, id: string): AppError {
  return invalidField(pointer, `There is no member ${JSON.stringify(id)} in your organisation.`);
}
