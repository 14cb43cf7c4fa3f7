import {
  AliasNode,
  OperationNodeTransformer,
  OutputNode,
  SelectAllNode,
  SelectionNode,
  TableNode,
  type OperationNode,
  type QueryId,
  type ReferenceNode,
  type ReturningNode,
  type SelectQueryNode,
} from 'kysely';
import { UnsupportedQueryError } from './unsupported.ts';

/** The pseudo-table that holds the rows a statement answers with. */
export type OutputTable = 'inserted' | 'deleted';

/**
 * `returning` as OUTPUT: columns of the target (by `targetName`, its alias or table name, or unqualified) are read from `table`; those of other
 * tables stay. Throws `UnsupportedQueryError` for a subquery, which OUTPUT does not take.
 */
export function outputOf(returning: ReturningNode, table: OutputTable, targetName: string): OutputNode {
  const rename = new OutputReferences(table, targetName);
  return OutputNode.create(returning.selections.map((selection) => rename.transformNode(selection)));
}

class OutputReferences extends OperationNodeTransformer {
  readonly #table: OutputTable;
  readonly #targetName: string;

  constructor(table: OutputTable, targetName: string) {
    super();
    this.#table = table;
    this.#targetName = targetName;
  }

  protected override transformSelection(node: SelectionNode, queryId?: QueryId): SelectionNode {
    if (SelectAllNode.is(node.selection)) return SelectionNode.createSelectAllFromTable(TableNode.create(this.#table));
    return super.transformSelection(node, queryId);
  }

  protected override transformReference(node: ReferenceNode): ReferenceNode {
    const other = node.table !== undefined && node.table.table.identifier.name !== this.#targetName;
    return other ? node : { ...node, table: TableNode.create(this.#table) };
  }

  protected override transformSelectQuery(_node: SelectQueryNode): SelectQueryNode {
    throw new UnsupportedQueryError('subquery in OUTPUT', 'return plain columns and read the rest afterwards');
  }
}

/** What the statement's target is called inside it. */
export function nameOfTarget(target: OperationNode): string {
  if (AliasNode.is(target) && 'name' in target.alias) return String(target.alias.name);
  if (TableNode.is(target)) return target.table.identifier.name;
  throw new UnsupportedQueryError('statement that changes several tables', 'change one table at a time');
}
