import { RawNode, ValueNode, type OperationNode } from 'kysely';
import type { ColumnKind } from '../../columns.ts';
import { markers, rowsSpecOf } from '../../portable.ts';
import { TypedValue } from './parameters.ts';
import { UnsupportedQueryError } from './unsupported.ts';

const rowTypes: Readonly<Record<Exclude<ColumnKind, 'text' | 'json'>, string>> = {
  int: 'int',
  bigint: 'bigint',
  bool: 'bit',
  time: 'datetime2(3)',
  decimal: 'decimal(28,6)',
};

/** The database's clock in the precision of the columns that it is compared with: a finer one would make the server convert each row's. */
const clock = 'cast(sysutcdatetime() as datetime2(3))';

/** Replaces the markers of `portable.ts`; any other raw node stays as it is. */
export function replaceMarker(node: RawNode): RawNode {
  const head = node.sqlFragments[0] ?? '';
  if (head === markers.rows) return rowSet(node);
  if (head.startsWith(markers.dbNowPlus)) return RawNode.create(['dateadd(second, ', `, ${clock})`], node.parameters);
  if (head.startsWith(markers.dbNow)) return RawNode.createWithSql(clock);
  if (head === markers.secondsAfter) {
    const [moment, seconds] = node.parameters;
    if (moment !== undefined && seconds !== undefined)
      return RawNode.create(['dateadd(second, ', ', ', ')'], [seconds, moment]);
  }
  if (head.startsWith('fl_'))
    throw new UnsupportedQueryError(`counterpart of the marker ${head}`, 'teach it this marker');
  return node;
}

/**
 * `openjson(@n) with (…)`. Text columns are given the collation of keys, in a derived table because OPENJSON's own column list cannot say one:
 * compared as they come, in the database's collation, with a key column, they would be a collation conflict.
 */
function rowSet(node: RawNode): RawNode {
  const document = valueOf(node.parameters[0]);
  const columns = Object.entries(rowsSpecOf(node));
  const textType = hasLongText(document) ? 'nvarchar(max)' : 'nvarchar(4000)';
  const list = columns.map(([name, kind]) => columnOf(name, kind, textType)).join(', ');
  const parameter = ValueNode.create(new TypedValue('json', document));
  if (!columns.some(([, kind]) => kind === 'text'))
    return RawNode.create(['openjson(', `) with (${list})`], [parameter]);
  const selected = columns.map(([name, kind]) =>
    kind === 'text' ? `"${name}" collate Latin1_General_100_BIN2 as "${name}"` : `"${name}"`,
  );
  return RawNode.create(
    [`(select ${selected.join(', ')} from openjson(`, `) with (${list}) as "fl_json")`],
    [parameter],
  );
}

function columnOf(name: string, kind: ColumnKind, textType: string): string {
  if (kind === 'json') return `"${name}" nvarchar(max) '$.${name}' as json`;
  return `"${name}" ${kind === 'text' ? textType : rowTypes[kind]} '$.${name}'`;
}

/** Whether a text longer than nvarchar(4000) holds may be in the document. Escapes make it longer, never shorter. */
function hasLongText(document: string): boolean {
  if (document.length <= 4000) return false;
  const rows = JSON.parse(document) as readonly Readonly<Record<string, unknown>>[];
  return rows.some((row) => Object.values(row).some((value) => typeof value === 'string' && value.length > 4000));
}

function valueOf(node: OperationNode | undefined): string {
  if (node !== undefined && ValueNode.is(node) && typeof node.value === 'string') return node.value;
  throw new TypeError('The marker of a row set carries its document as text.');
}
