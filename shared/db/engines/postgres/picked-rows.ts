import {
  AliasNode,
  CommonTableExpressionNameNode,
  CommonTableExpressionNode,
  FromNode,
  IdentifierNode,
  SelectQueryNode,
  TableNode,
  WithNode,
  type OperationNode,
  type UpdateQueryNode,
} from 'kysely';

/**
 * `update … from (select … limit n for update skip locked) as picked` with the rows picked once, ahead of the update. As a derived table they may
 * become the inner side of a nested loop, which runs it anew for every outer row, each time with the next n rows: more than n are taken then.
 */
export function pickedOnce(update: UpdateQueryNode): UpdateQueryNode {
  const { from } = update;
  if (from === undefined) return update;
  const picks = from.froms.map(pickOf);
  const expressions = picks.flatMap((pick) => (pick === null ? [] : [pick]));
  const [first] = expressions;
  if (first === undefined) return update;
  const froms = from.froms.map((node, i) => {
    const name = picks[i]?.name.table.table.identifier.name;
    return name === undefined ? node : TableNode.create(name);
  });
  const known = update.with?.expressions ?? [];
  return {
    ...update,
    from: FromNode.create(froms),
    with: { ...WithNode.create(first), expressions: [...known, ...expressions] },
  };
}

function pickOf(node: OperationNode): CommonTableExpressionNode | null {
  if (!AliasNode.is(node) || !SelectQueryNode.is(node.node) || !IdentifierNode.is(node.alias)) return null;
  const locks = node.node.endModifiers?.some(({ modifier }) => modifier?.startsWith('For') === true) ?? false;
  if (!locks) return null;
  const name = CommonTableExpressionNameNode.create(node.alias.name);
  return { ...CommonTableExpressionNode.create(name, node.node), materialized: true };
}
