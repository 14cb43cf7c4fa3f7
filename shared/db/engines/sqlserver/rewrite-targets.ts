import {
  AliasNode,
  FromNode,
  TableNode,
  type DeleteQueryNode,
  type OperationNode,
  type UpdateQueryNode,
  UsingNode,
} from 'kysely';
import { nameOfTarget } from './rewrite-returning.ts';
import { UnsupportedQueryError } from './unsupported.ts';

/**
 * `update t as x … from r` becomes `update x … from t as x, r`: T-SQL takes no alias in the target, and the target must be among
 * the tables of FROM for the rest to refer to it.
 */
export function retargetUpdate(node: UpdateQueryNode): UpdateQueryNode {
  if (node.limit !== undefined || node.orderBy !== undefined)
    throw new UnsupportedQueryError('UPDATE with ORDER BY or LIMIT', 'select the keys in a derived table');
  const target = node.table;
  if (target === undefined) return node;
  const name = nameOfTarget(target);
  if (!AliasNode.is(target) && node.from === undefined) return node;
  return { ...node, table: nameOf(target, name), from: FromNode.create([target, ...(node.from?.froms ?? [])]) };
}

/** `delete from t as x using r` becomes `delete from x from t as x, r`. */
export function retargetDelete(node: DeleteQueryNode): DeleteQueryNode {
  if (node.limit !== undefined || node.orderBy !== undefined)
    throw new UnsupportedQueryError('DELETE with ORDER BY or LIMIT', 'select the keys in a derived table');
  const target = deleteTarget(node);
  if (!AliasNode.is(target) && node.using === undefined) return node;
  return {
    ...node,
    from: FromNode.create([nameOf(target, nameOfTarget(target))]),
    using: UsingNode.create([target, ...(node.using?.tables ?? [])]),
  };
}

/** The one table that a delete empties. */
export function deleteTarget(node: DeleteQueryNode): OperationNode {
  const [target, ...more] = node.from.froms;
  if (target === undefined || more.length > 0)
    throw new UnsupportedQueryError('DELETE from several tables', 'delete from one table at a time');
  return target;
}

function nameOf(target: OperationNode, name: string): OperationNode {
  return AliasNode.is(target) ? TableNode.create(name) : target;
}
