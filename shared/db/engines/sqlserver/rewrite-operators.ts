import { OperatorNode, ParensNode, ValueNode, type BinaryOperationNode, type OperationNode } from 'kysely';
import { literalOf } from './rewrite-booleans.ts';
import { UnsupportedQueryError } from './unsupported.ts';

const foreign: Readonly<Record<string, string>> = {
  ilike: 'compare normalised copies with like',
  'not ilike': 'compare normalised copies with like',
  '~': 'match in code',
  '~*': 'match in code',
  '!~': 'match in code',
  '!~*': 'match in code',
  '->': 'parse the document in code',
  '->>': 'parse the document in code',
  '@>': 'parse the document in code',
  '<@': 'parse the document in code',
  '?': 'parse the document in code',
  '?|': 'parse the document in code',
  '?&': 'parse the document in code',
};

/** Respells the operators that differ. Throws `UnsupportedQueryError` for those that have no counterpart. */
export function respellOperator(node: BinaryOperationNode): BinaryOperationNode {
  if (!OperatorNode.is(node.operator)) return node;
  const operator = node.operator.operator;
  const instead = foreign[operator];
  if (instead !== undefined) throw new UnsupportedQueryError(`operator ${operator}`, instead);
  if (operator === '||') return { ...node, operator: OperatorNode.create('+') };
  if (operator === 'is' || operator === 'is not') return respellIs(node, operator);
  return { ...node, leftOperand: plainBit(node.leftOperand), rightOperand: plainBit(node.rightOperand) };
}

/** Compared with a column, a bit is written as in the condition of a filtered index, or the index would not be recognised. */
function plainBit(node: OperationNode): OperationNode {
  const literal = literalOf(node);
  return literal === null ? node : ValueNode.createImmediate(Number(literal));
}

/** `is true` tells null from false; so does `is not distinct from 1`. */
function respellIs(node: BinaryOperationNode, operator: 'is' | 'is not'): BinaryOperationNode {
  const wanted = literalOf(bare(node.rightOperand));
  if (wanted === null) return node;
  return {
    ...node,
    operator: OperatorNode.create(operator === 'is' ? 'is not distinct from' : 'is distinct from'),
    rightOperand: ValueNode.createImmediate(Number(wanted)),
  };
}

function bare(node: OperationNode): OperationNode {
  return ParensNode.is(node) ? bare(node.node) : node;
}
