import {
  AliasNode,
  ListNode,
  TableNode,
  UsingNode,
  type DeleteQueryNode,
  type InsertQueryNode,
  type OperationNode,
  type SelectQueryNode,
  type UpdateQueryNode,
} from 'kysely';

/** What a statement (not the ones inside it) reads and writes, by the names in the code. */
export interface TableNames {
  /** Of tables, or of common table expressions that stand in a table's place. */
  readonly tables: readonly string[];
  /** Of the common table expressions that it defines. */
  readonly expressions: readonly string[];
}

/** Collects the names of one statement. */
export function namesIn(node: SelectQueryNode | InsertQueryNode | UpdateQueryNode | DeleteQueryNode): TableNames {
  const tables: string[] = [];
  switch (node.kind) {
    case 'SelectQueryNode':
      collect(node.from?.froms, tables);
      break;
    case 'InsertQueryNode':
      collect([node.into], tables);
      break;
    case 'UpdateQueryNode':
      collect([node.table, ...(node.from?.froms ?? [])], tables);
      break;
    case 'DeleteQueryNode':
      collect([...node.from.froms, node.using], tables);
      break;
  }
  if (node.kind !== 'InsertQueryNode')
    collect(
      node.joins?.map((join) => join.table),
      tables,
    );
  return { tables, expressions: node.with?.expressions.map((it) => it.name.table.table.identifier.name) ?? [] };
}

function collect(nodes: readonly (OperationNode | undefined)[] | undefined, into: string[]): void {
  for (const node of nodes ?? []) {
    if (node === undefined) continue;
    if (TableNode.is(node)) into.push(node.table.identifier.name);
    else if (AliasNode.is(node)) {
      if (TableNode.is(node.node)) into.push(node.node.table.identifier.name);
    } else if (ListNode.is(node)) collect(node.items, into);
    else if (UsingNode.is(node)) collect(node.tables, into);
  }
}
