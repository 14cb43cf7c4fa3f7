import {
  RawNode,
  SelectAllNode,
  SelectionNode,
  ValueNode,
  type AggregateFunctionNode,
  type OperationNode,
} from 'kysely';
import { UnsupportedQueryError } from './unsupported.ts';

/** `filter (where …)` becomes a `case` inside the aggregate; the order of `string_agg` moves to WITHIN GROUP. */
export function respellAggregate(node: AggregateFunctionNode): AggregateFunctionNode {
  return orderOutside(filterInside(node));
}

function filterInside(node: AggregateFunctionNode): AggregateFunctionNode {
  if (node.filter === undefined) return node;
  const { filter, ...rest } = node;
  const [first, ...others] = node.aggregated;
  if (first === undefined) throw new UnsupportedQueryError(`filter on ${node.func}`, 'aggregate an expression');
  const counted = isEverything(first) ? ValueNode.createImmediate(1) : first;
  return {
    ...rest,
    aggregated: [RawNode.create(['case when ', ' then ', ' end'], [filter.where, counted]), ...others],
  };
}

function isEverything(node: OperationNode): boolean {
  return SelectAllNode.is(node) || (SelectionNode.is(node) && SelectAllNode.is(node.selection));
}

function orderOutside(node: AggregateFunctionNode): AggregateFunctionNode {
  if (node.orderBy === undefined) return node;
  if (node.func.toLowerCase() !== 'string_agg')
    throw new UnsupportedQueryError(`ordered ${node.func}`, 'order rows in a derived table');
  const { orderBy, ...rest } = node;
  return { ...rest, withinGroup: orderBy };
}
