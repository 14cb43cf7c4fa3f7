import {
  AliasNode,
  AndNode,
  BinaryOperationNode,
  ColumnNode,
  OperatorNode,
  OrNode,
  ParensNode,
  RawNode,
  ReferenceNode,
  UnaryOperationNode,
  ValueNode,
  type OperationNode,
} from 'kysely';

const comparisons: ReadonlySet<string> = new Set([
  '=',
  '==',
  '!=',
  '<>',
  '>',
  '>=',
  '<',
  '<=',
  'in',
  'not in',
  'is',
  'is not',
  'like',
  'not like',
  'between',
  'is distinct from',
  'is not distinct from',
]);

/** T-SQL takes no bit where a condition stands: a literal, a bound boolean or a column becomes a comparison. */
export function asCondition(node: OperationNode): OperationNode {
  if (ParensNode.is(node)) return ParensNode.create(asCondition(node.node));
  const literal = literalOf(node);
  if (literal !== null) return RawNode.createWithSql(literal ? '1 = 1' : '1 = 0');
  const isBit =
    ReferenceNode.is(node) || ColumnNode.is(node) || (ValueNode.is(node) && typeof node.value === 'boolean');
  return isBit ? BinaryOperationNode.create(node, OperatorNode.create('='), ValueNode.createImmediate(1)) : node;
}

/** T-SQL takes no condition where a value stands: it becomes a `case` of type bit that keeps "unknown" as null. */
export function asValue(node: OperationNode): OperationNode {
  if (AliasNode.is(node)) return { ...node, node: asValue(node.node) } as AliasNode;
  if (!isPredicate(node)) return isRawBoolean(node) ? ValueNode.createImmediate(literalOf(node)) : node;
  return isExistence(node)
    ? RawNode.create(['case when ', ' then cast(1 as bit) else cast(0 as bit) end'], [node])
    : RawNode.create(['case when ', ' then cast(1 as bit) when not (', ') then cast(0 as bit) end'], [node, node]);
}

/** `true` or `false` where it is written out, bound or raw; null for anything else. */
export function literalOf(node: OperationNode): boolean | null {
  if (ValueNode.is(node)) return node.immediate === true && typeof node.value === 'boolean' ? node.value : null;
  // `sql.lit` wraps its value in a raw node.
  const [only] = RawNode.is(node) && node.sqlFragments.join('') === '' ? node.parameters : [];
  if (only !== undefined) return literalOf(only);
  if (!isRawBoolean(node)) return null;
  return node.sqlFragments[0]?.trim().toLowerCase() === 'true';
}

function isRawBoolean(node: OperationNode): node is RawNode {
  return RawNode.is(node) && node.parameters.length === 0 && /^\s*(true|false)\s*$/i.test(node.sqlFragments.join(''));
}

function isPredicate(node: OperationNode): boolean {
  if (ParensNode.is(node)) return isPredicate(node.node);
  if (AndNode.is(node) || OrNode.is(node)) return true;
  if (UnaryOperationNode.is(node)) return isExistence(node) || operatorOf(node.operator) === 'not';
  return BinaryOperationNode.is(node) && comparisons.has(operatorOf(node.operator));
}

function isExistence(node: OperationNode): boolean {
  if (ParensNode.is(node)) return isExistence(node.node);
  if (!UnaryOperationNode.is(node)) return false;
  const operator = operatorOf(node.operator);
  return operator === 'exists' || operator === 'not exists';
}

function operatorOf(node: OperationNode): string {
  return OperatorNode.is(node) ? node.operator : '';
}
