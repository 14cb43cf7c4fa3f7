import type { JoinNode, JoinType } from 'kysely';
import { literalOf } from './rewrite-booleans.ts';
import { UnsupportedQueryError } from './unsupported.ts';

const applied: Partial<Record<JoinType, JoinType>> = {
  LateralInnerJoin: 'CrossApply',
  LateralCrossJoin: 'CrossApply',
  LateralLeftJoin: 'OuterApply',
};

/** `join lateral … on true` becomes APPLY. Throws `UnsupportedQueryError` when the join has another condition. */
export function applyLateral(node: JoinNode): JoinNode {
  const joinType = applied[node.joinType];
  if (joinType === undefined) return node;
  if (node.on !== undefined && literalOf(node.on.on) !== true)
    throw new UnsupportedQueryError('condition on a lateral join', 'put it inside the joined select and join on true');
  return { kind: 'JoinNode', joinType, table: node.table };
}
