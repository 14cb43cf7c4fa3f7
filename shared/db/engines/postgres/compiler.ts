import {
  type AliasNode,
  IdentifierNode,
  PostgresQueryCompiler,
  RawNode,
  type DeleteQueryNode,
  type InsertQueryNode,
  type OperationNode,
  type SchemableIdentifierNode,
  type SelectModifierNode,
  type SelectQueryNode,
  type UpdateQueryNode,
} from 'kysely';
import type { ColumnKind } from '../../columns.ts';
import { markers, rowsSpecOf, snakeCase } from '../../portable.ts';
import { namesIn } from './table-names.ts';

const types: Record<ColumnKind, string> = {
  int: 'integer',
  bigint: 'bigint',
  bool: 'boolean',
  text: 'text',
  time: 'timestamptz',
  decimal: 'numeric',
  json: 'jsonb',
};

/** Names as they stand in the text, by the name in the code. There are as many as columns, tables and aliases. */
const printed = new Map<string, string>();

/**
 * Prints a statement as the domain built it: camelCase names become snake_case, tables get the schema `app`, the markers of `portable.ts`
 * become PostgreSQL's words. Kysely's plugins would do the first two by making the whole tree anew, each once; this prints it in one walk.
 */
export class PostgresCompiler extends PostgresQueryCompiler {
  /** Tables of the statement and of those around the part that is printed. Names of common table expressions are not among them. */
  readonly #tables = new Set<string>();
  readonly #expressions = new Set<string>();

  protected override visitSelectQuery(node: SelectQueryNode): void {
    this.#within(node, () => super.visitSelectQuery(node));
  }

  protected override visitInsertQuery(node: InsertQueryNode): void {
    this.#within(node, () => super.visitInsertQuery(node));
  }

  protected override visitUpdateQuery(node: UpdateQueryNode): void {
    this.#within(node, () => super.visitUpdateQuery(node));
  }

  protected override visitDeleteQuery(node: DeleteQueryNode): void {
    this.#within(node, () => super.visitDeleteQuery(node));
  }

  #within(node: SelectQueryNode | InsertQueryNode | UpdateQueryNode | DeleteQueryNode, print: () => void): void {
    const { tables, expressions } = namesIn(node);
    const newExpressions = expressions.filter((name) => !this.#expressions.has(name));
    for (const name of newExpressions) this.#expressions.add(name);
    const newTables = tables.filter((name) => !this.#tables.has(name) && !this.#expressions.has(name));
    for (const name of newTables) this.#tables.add(name);
    print();
    for (const name of newTables) this.#tables.delete(name);
    for (const name of newExpressions) this.#expressions.delete(name);
  }

  protected override visitSchemableIdentifier(node: SchemableIdentifierNode): void {
    if (node.schema === undefined && this.#tables.has(node.identifier.name)) this.append('"app".');
    super.visitSchemableIdentifier(node);
  }

  /** `for update of` names a table as the statement calls it, without a schema. */
  protected override visitSelectModifier(node: SelectModifierNode): void {
    const tables = [...this.#tables];
    this.#tables.clear();
    super.visitSelectModifier(node);
    for (const name of tables) this.#tables.add(name);
  }

  protected override visitIdentifier(node: IdentifierNode): void {
    let text = printed.get(node.name);
    if (text === undefined) printed.set(node.name, (text = `"${this.sanitizeIdentifier(snakeCase(node.name))}"`));
    this.append(text);
  }

  protected override visitAlias(node: AliasNode): void {
    if (!RawNode.is(node.node) || node.node.sqlFragments[0] !== markers.rows || !IdentifierNode.is(node.alias)) {
      super.visitAlias(node);
      return;
    }
    const [data] = node.node.parameters;
    if (data === undefined) throw new Error('A row set marker needs data.');
    const columns = Object.entries(rowsSpecOf(node.node)).map(([name, kind]) => `"${name}" ${types[kind]}`);
    this.append('jsonb_to_recordset(');
    this.visitNode(data);
    this.append(`::jsonb) as "${node.alias.name}"(${columns.join(', ')})`);
  }

  protected override visitRaw(node: RawNode): void {
    super.visitRaw(wordsFor(node));
  }
}

function wordsFor(node: RawNode): RawNode {
  const words = (fragments: string[], parameters: readonly OperationNode[] = []): RawNode =>
    RawNode.create(fragments, parameters);
  switch (node.sqlFragments[0]) {
    case `${markers.dbNow})`:
      return words(['clock_timestamp()']);
    case markers.dbNowPlus:
      return words(['(clock_timestamp() + ', " * interval '1 second')"], node.parameters);
    case markers.secondsAfter:
      return words(['(', ' + ', " * interval '1 second')"], node.parameters);
    case undefined:
    default:
      return node;
  }
}
