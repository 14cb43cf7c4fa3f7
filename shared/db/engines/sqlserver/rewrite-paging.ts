import {
  FromNode,
  AliasNode,
  IdentifierNode,
  OffsetNode,
  OrderByItemNode,
  OrderByNode,
  RawNode,
  SelectionNode,
  ValueNode,
  type FetchNode,
  type SelectQueryNode,
} from 'kysely';
import { UnsupportedQueryError } from './unsupported.ts';

/** Where a select stands: T-SQL allows an ORDER BY without paging only where rows leave the statement. */
export type Placement = 'statement' | 'set operand' | 'nested';

/**
 * `limit` and `offset` become `offset … rows fetch next … rows only`, with an ORDER BY if there is none; an ORDER BY that cannot matter
 * is left out. Throws `UnsupportedQueryError` for `distinct on` and for a WITH inside a nested select.
 */
export function page(node: SelectQueryNode, placement: Placement): SelectQueryNode {
  refuse(node, placement);
  if (node.limit === undefined && node.offset === undefined && node.fetch === undefined)
    return placement === 'statement' ? node : withoutOrder(node);
  const { limit, ...rest } = node;
  const paged: SelectQueryNode = {
    ...rest,
    orderBy: node.orderBy ?? anyOrder(node),
    offset: node.offset ?? OffsetNode.create(ValueNode.createImmediate(0)),
    ...(limit === undefined
      ? {}
      : { fetch: { kind: 'FetchNode', rowCount: limit.limit as ValueNode, modifier: 'only' } satisfies FetchNode }),
  };
  return placement === 'set operand' ? derived(paged) : paged;
}

function refuse(node: SelectQueryNode, placement: Placement): void {
  if (node.distinctOn !== undefined)
    throw new UnsupportedQueryError('distinct on', 'number the rows with row_number() and keep the first');
  if (placement !== 'statement' && node.with !== undefined)
    throw new UnsupportedQueryError('WITH inside a nested select', 'put it before the statement');
}

function withoutOrder(node: SelectQueryNode): SelectQueryNode {
  const { orderBy: _unseen, ...rest } = node;
  return rest;
}

/** With DISTINCT or UNION only selected columns may be ordered by. */
function anyOrder(node: SelectQueryNode): OrderByNode {
  const strict =
    (node.setOperations?.length ?? 0) > 0 || node.frontModifiers?.some((it) => it.modifier === 'Distinct') === true;
  return OrderByNode.create([OrderByItemNode.create(RawNode.createWithSql(strict ? '1' : '(select null)'))]);
}

/** An operand of UNION may be neither ordered nor paged itself. */
function derived(node: SelectQueryNode): SelectQueryNode {
  return {
    kind: 'SelectQueryNode',
    selections: [SelectionNode.createSelectAll()],
    from: FromNode.create([AliasNode.create(node, IdentifierNode.create('operand'))]),
  };
}
