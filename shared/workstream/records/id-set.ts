import type { AliasedExpression } from 'kysely';
import { jsonRows } from '../../db/portable.ts';

/** A set of ids as a table `ids(id)`, one parameter whatever its size. */
export function idSet(ids: readonly number[]): AliasedExpression<{ id: number }, 'ids'> {
  return jsonRows(
    'ids',
    { id: 'bigint' },
    ids.map((id) => ({ id })),
  );
}
