import {
  AliasNode,
  FromNode,
  IdentifierNode,
  RawNode,
  TableNode,
  type OperationNode,
  type SelectModifierNode,
  type SelectQueryNode,
} from 'kysely';

/** `for update [of …] [skip locked | nowait]` becomes hints on the tables of this select. */
export function hintLocks(node: SelectQueryNode): SelectQueryNode {
  const modifiers = node.endModifiers ?? [];
  const lock = modifiers.find((it) => it.modifier?.startsWith('For') === true);
  if (lock === undefined) return node;
  const { endModifiers: _said, ...rest } = node;
  const others = modifiers.filter((it) => it.modifier === undefined);
  const hints = hintsOf(lock, modifiers);
  const hinted = (table: OperationNode) =>
    isLocked(table, lock) ? RawNode.create(['', ` with (${hints})`], [table]) : table;
  return {
    ...rest,
    ...(node.from === undefined ? {} : { from: FromNode.create(node.from.froms.map(hinted)) }),
    ...(node.joins === undefined ? {} : { joins: node.joins.map((join) => ({ ...join, table: hinted(join.table) })) }),
    ...(others.length === 0 ? {} : { endModifiers: others }),
  };
}

function hintsOf(lock: SelectModifierNode, modifiers: readonly SelectModifierNode[]): string {
  const shared = lock.modifier === 'ForShare' || lock.modifier === 'ForKeyShare';
  const hints = [shared ? 'repeatableread' : 'updlock', 'rowlock'];
  if (modifiers.some((it) => it.modifier === 'SkipLocked')) {
    hints.push('readpast');
    // Under read committed snapshot, READPAST is allowed only beside a hint that reads with locks.
    if (!shared) hints.push('readcommittedlock');
  }
  if (modifiers.some((it) => it.modifier === 'NoWait')) hints.push('nowait');
  return hints.join(', ');
}

/** Real tables only: the schema tells them from the names of common table expressions. */
function isLocked(table: OperationNode, lock: SelectModifierNode): boolean {
  const real = AliasNode.is(table) ? table.node : table;
  if (!TableNode.is(real) || real.table.schema === undefined) return false;
  if (lock.of === undefined || lock.of.length === 0) return true;
  const name = AliasNode.is(table) && IdentifierNode.is(table.alias) ? table.alias.name : real.table.identifier.name;
  return lock.of.some((it) => TableNode.is(it) && it.table.identifier.name === name);
}
