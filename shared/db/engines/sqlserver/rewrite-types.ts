import {
  ColumnNode,
  OperatorNode,
  PrimitiveValueListNode,
  ReferenceNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
  type BinaryOperationNode,
  type ColumnUpdateNode,
  type InsertQueryNode,
  type OperationNode,
} from 'kysely';
import type { ColumnKind } from '../../columns.ts';
import { kindOf } from './column-kinds.ts';
import { isFilteredValue } from './filtered-values.ts';
import { TypedValue } from './parameters.ts';

/**
 * Values that are compared with a column take its kind. One that a filtered index asks for is written out instead: the server uses such an index
 * only when it sees the value in the statement. There are few of them, and so few plans more.
 */
export function typeComparison(node: BinaryOperationNode): BinaryOperationNode {
  if (isIndexed(node)) return { ...node, rightOperand: written(node.rightOperand) };
  const kind = kindOfOperand(node.leftOperand);
  if (kind !== null) return { ...node, rightOperand: typed(node.rightOperand, kind) };
  const mirrored = kindOfOperand(node.rightOperand);
  return mirrored === null ? node : { ...node, leftOperand: typed(node.leftOperand, mirrored) };
}

/** A comparison with a value that a filtered index asks for. */
function isIndexed(node: BinaryOperationNode): boolean {
  const column = columnName(node.leftOperand);
  const { operator, rightOperand } = node;
  if (column === null || !OperatorNode.is(operator) || operator.operator !== '=' || !ValueNode.is(rightOperand))
    return false;
  return isFilteredValue(column, rightOperand.value);
}

/** Booleans compare as numbers. */
function written(node: OperationNode): OperationNode {
  if (!ValueNode.is(node)) return node;
  return ValueNode.createImmediate(typeof node.value === 'boolean' ? Number(node.value) : node.value);
}

/** A value that is written to a column takes its kind. */
export function typeUpdate(node: ColumnUpdateNode, table: string | undefined): ColumnUpdateNode {
  const name = columnName(node.column);
  const kind = name === null ? null : kindOf(name, table);
  return kind === null ? node : { ...node, value: typed(node.value, kind) };
}

/** The values of an insert take the kinds of its columns. */
export function typeInsert(node: InsertQueryNode): InsertQueryNode {
  if (node.values === undefined || node.columns === undefined || !ValuesNode.is(node.values)) return node;
  const table = node.into?.table.identifier.name;
  const kinds = node.columns.map((column) => kindOf(column.column.name, table));
  const rows = node.values.values.map((row) =>
    PrimitiveValueListNode.is(row)
      ? PrimitiveValueListNode.create(row.values.map((value, i) => wrap(value, kinds[i] ?? null)))
      : ValueListNode.create(row.values.map((value, i) => typedOr(value, kinds[i] ?? null))),
  );
  return { ...node, values: ValuesNode.create(rows) };
}

function typedOr(node: OperationNode, kind: ColumnKind | null): OperationNode {
  return kind === null ? node : typed(node, kind);
}

function typed(node: OperationNode, kind: ColumnKind): OperationNode {
  if (ValueNode.is(node)) return node.immediate === true ? node : ValueNode.create(wrap(node.value, kind));
  if (PrimitiveValueListNode.is(node)) return PrimitiveValueListNode.create(node.values.map((v) => wrap(v, kind)));
  if (ValueListNode.is(node)) return ValueListNode.create(node.values.map((value) => typed(value, kind)));
  return node;
}

function wrap(value: unknown, kind: ColumnKind | null): unknown {
  return kind === null || value instanceof TypedValue ? value : new TypedValue(kind, value ?? null);
}

function kindOfOperand(node: OperationNode): ColumnKind | null {
  const name = columnName(node);
  if (name === null) return null;
  const table = ReferenceNode.is(node) ? node.table?.table.identifier.name : undefined;
  return kindOf(name, table);
}

function columnName(node: OperationNode): string | null {
  if (ColumnNode.is(node)) return node.column.name;
  if (ReferenceNode.is(node) && ColumnNode.is(node.column)) return node.column.column.name;
  return null;
}
