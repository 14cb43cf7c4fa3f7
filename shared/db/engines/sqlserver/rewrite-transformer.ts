import {
  BinaryOperationNode,
  CaseNode,
  InsertQueryNode,
  OperationNodeTransformer,
  OperatorNode,
  ParensNode,
  SetOperationNode,
  UpdateQueryNode,
  type AggregateFunctionNode,
  type AndNode,
  type ColumnUpdateNode,
  type CommonTableExpressionNode,
  type DeleteQueryNode,
  type HavingNode,
  type JoinNode,
  type MergeQueryNode,
  type OnNode,
  type OperationNode,
  type OrderByItemNode,
  type OrNode,
  type QueryId,
  type RawNode,
  type SelectionNode,
  type SelectQueryNode,
  type UnaryOperationNode,
  type WhenNode,
  type WhereNode,
  type WithNode,
} from 'kysely';
import { respellAggregate } from './rewrite-aggregates.ts';
import { asCondition, asValue } from './rewrite-booleans.ts';
import { applyLateral } from './rewrite-joins.ts';
import { hintLocks } from './rewrite-locks.ts';
import { replaceMarker } from './rewrite-markers.ts';
import { respellOperator } from './rewrite-operators.ts';
import { page, type Placement } from './rewrite-paging.ts';
import { outputOf, nameOfTarget } from './rewrite-returning.ts';
import { deleteTarget, retargetDelete, retargetUpdate } from './rewrite-targets.ts';
import { typeComparison, typeInsert, typeUpdate } from './rewrite-types.ts';
import { UnsupportedQueryError } from './unsupported.ts';

/** Visits every node once and gives each to the rewriting that knows its kind; children come rewritten. */
export class TsqlTransformer extends OperationNodeTransformer {
  protected override transformSelectQuery(node: SelectQueryNode, queryId?: QueryId): SelectQueryNode {
    return page(hintLocks(super.transformSelectQuery(node, queryId)), this.#placement());
  }

  protected override transformInsertQuery(node: InsertQueryNode, queryId?: QueryId): InsertQueryNode {
    if (node.onConflict !== undefined || node.onDuplicateKey !== undefined || node.orAction !== undefined)
      throw new UnsupportedQueryError('ON CONFLICT', 'insert where not exists, and catch the unique fault');
    const { returning, ...done } = typeInsert(super.transformInsertQuery(node, queryId));
    if (returning === undefined || done.into === undefined) return done;
    return { ...done, output: outputOf(returning, 'inserted', nameOfTarget(done.into)) };
  }

  protected override transformUpdateQuery(node: UpdateQueryNode, queryId?: QueryId): UpdateQueryNode {
    const { returning, ...done } = super.transformUpdateQuery(node, queryId);
    const retargeted = retargetUpdate(done);
    if (returning === undefined || done.table === undefined) return retargeted;
    return { ...retargeted, output: outputOf(returning, 'inserted', nameOfTarget(done.table)) };
  }

  protected override transformDeleteQuery(node: DeleteQueryNode, queryId?: QueryId): DeleteQueryNode {
    const { returning, ...done } = super.transformDeleteQuery(node, queryId);
    const retargeted = retargetDelete(done);
    if (returning === undefined) return retargeted;
    return { ...retargeted, output: outputOf(returning, 'deleted', nameOfTarget(deleteTarget(done))) };
  }

  protected override transformMergeQuery(_node: MergeQueryNode): MergeQueryNode {
    throw new UnsupportedQueryError('safe MERGE', 'update, then insert what is missing');
  }

  protected override transformCommonTableExpression(
    node: CommonTableExpressionNode,
    queryId?: QueryId,
  ): CommonTableExpressionNode {
    if (node.expression.kind !== 'SelectQueryNode' && node.expression.kind !== 'RawNode')
      throw new UnsupportedQueryError('statement that changes rows inside WITH', 'run it as a statement of its own');
    const { materialized: _hint, ...done } = super.transformCommonTableExpression(node, queryId);
    return done;
  }

  /** T-SQL recognises recursion by itself. */
  protected override transformWith(node: WithNode, queryId?: QueryId): WithNode {
    return { ...super.transformWith(node, queryId), recursive: false };
  }

  protected override transformRaw(node: RawNode, queryId?: QueryId): RawNode {
    return super.transformRaw(replaceMarker(node), queryId);
  }

  protected override transformJoin(node: JoinNode, queryId?: QueryId): JoinNode {
    return super.transformJoin(applyLateral(node), queryId);
  }

  protected override transformAggregateFunction(node: AggregateFunctionNode, queryId?: QueryId): AggregateFunctionNode {
    return respellAggregate(super.transformAggregateFunction(node, queryId));
  }

  protected override transformOrderByItem(node: OrderByItemNode, queryId?: QueryId): OrderByItemNode {
    if (node.nulls !== undefined)
      throw new UnsupportedQueryError('NULLS FIRST or LAST', 'order by a case of "is null" first');
    return super.transformOrderByItem(node, queryId);
  }

  protected override transformColumnUpdate(node: ColumnUpdateNode, queryId?: QueryId): ColumnUpdateNode {
    const statement = this.nodeStack.at(-2);
    const table = statement !== undefined && UpdateQueryNode.is(statement) ? tableOf(statement.table) : undefined;
    const done = super.transformColumnUpdate(node, queryId);
    return typeUpdate({ ...done, value: asValue(done.value) }, table);
  }

  protected override transformBinaryOperation(node: BinaryOperationNode, queryId?: QueryId): BinaryOperationNode {
    return typeComparison(super.transformBinaryOperation(respellOperator(node), queryId));
  }

  protected override transformSelection(node: SelectionNode, queryId?: QueryId): SelectionNode {
    const done = super.transformSelection(node, queryId);
    return { ...done, selection: asValue(done.selection) as SelectionNode['selection'] };
  }

  protected override transformWhere(node: WhereNode, queryId?: QueryId): WhereNode {
    const done = super.transformWhere(node, queryId);
    return { ...done, where: asCondition(done.where) };
  }

  protected override transformHaving(node: HavingNode, queryId?: QueryId): HavingNode {
    const done = super.transformHaving(node, queryId);
    return { ...done, having: asCondition(done.having) };
  }

  protected override transformOn(node: OnNode, queryId?: QueryId): OnNode {
    const done = super.transformOn(node, queryId);
    return { ...done, on: asCondition(done.on) };
  }

  protected override transformAnd(node: AndNode, queryId?: QueryId): AndNode {
    const done = super.transformAnd(node, queryId);
    const parent = this.nodeStack.at(-2);
    // `between a and b` is an AndNode too, of values.
    if (parent !== undefined && BinaryOperationNode.is(parent)) return done;
    return { ...done, left: asCondition(done.left), right: asCondition(done.right) };
  }

  protected override transformOr(node: OrNode, queryId?: QueryId): OrNode {
    const done = super.transformOr(node, queryId);
    return { ...done, left: asCondition(done.left), right: asCondition(done.right) };
  }

  protected override transformUnaryOperation(node: UnaryOperationNode, queryId?: QueryId): UnaryOperationNode {
    const done = super.transformUnaryOperation(node, queryId);
    const negation = OperatorNode.is(done.operator) && done.operator.operator === 'not';
    return negation ? { ...done, operand: ParensNode.create(asCondition(done.operand)) } : done;
  }

  protected override transformCase(node: CaseNode, queryId?: QueryId): CaseNode {
    const done = super.transformCase(node, queryId);
    return done.else === undefined ? done : { ...done, else: asValue(done.else) };
  }

  protected override transformWhen(node: WhenNode, queryId?: QueryId): WhenNode {
    const done = super.transformWhen(node, queryId);
    const parent = this.nodeStack.at(-2);
    const searched = parent !== undefined && CaseNode.is(parent) && parent.value === undefined;
    return {
      ...done,
      condition: searched ? asCondition(done.condition) : done.condition,
      ...(done.result === undefined ? {} : { result: asValue(done.result) }),
    };
  }

  #placement(): Placement {
    const parents = this.nodeStack.slice(0, -1).filter((it) => !ParensNode.is(it));
    const parent = parents.at(-1);
    if (parent === undefined || InsertQueryNode.is(parent)) return 'statement';
    return SetOperationNode.is(parent) ? 'set operand' : 'nested';
  }
}

function tableOf(target: OperationNode | undefined): string | undefined {
  if (target === undefined) return undefined;
  if (target.kind === 'AliasNode' && 'node' in target) return tableOf(target.node as OperationNode);
  return target.kind === 'TableNode' ? nameOfTarget(target) : undefined;
}
