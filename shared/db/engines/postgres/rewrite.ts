import {
  AliasNode,
  OperationNodeTransformer,
  RawNode,
  type KyselyPlugin,
  type OperationNode,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryResult,
  type RootOperationNode,
  type UnknownRow,
  IdentifierNode,
} from 'kysely';
import type { ColumnKind } from '../../columns.ts';
import { markers, rowsSpecOf } from '../../portable.ts';

const types: Record<ColumnKind, string> = {
  int: 'integer',
  bigint: 'bigint',
  bool: 'boolean',
  text: 'text',
  time: 'timestamptz',
  decimal: 'numeric',
  json: 'jsonb',
};

const markerOf = (node: OperationNode): string | undefined => (RawNode.is(node) ? node.sqlFragments[0] : undefined);

/** Rewrites the markers of `portable.ts` to PostgreSQL. */
class MarkerTransformer extends OperationNodeTransformer {
  protected override transformAlias(node: AliasNode): AliasNode {
    if (!RawNode.is(node.node) || markerOf(node.node) !== markers.rows || !IdentifierNode.is(node.alias)) {
      return super.transformAlias(node);
    }
    const [data] = node.node.parameters;
    if (data === undefined) throw new Error('A row set marker needs data.');
    const columns = Object.entries(rowsSpecOf(node.node))
      .map(([name, kind]) => `"${name}" ${types[kind]}`)
      .join(', ');
    return AliasNode.create(
      RawNode.create(['jsonb_to_recordset(', '::jsonb)'], [data]),
      RawNode.create([`"${node.alias.name}"(${columns})`], []),
    );
  }

  protected override transformRaw(node: RawNode): RawNode {
    const raw = super.transformRaw(node);
    switch (markerOf(raw)) {
      case `${markers.dbNow})`:
        return RawNode.create(['clock_timestamp()'], []);
      case markers.dbNowPlus:
        return RawNode.create(['(clock_timestamp() + ', " * interval '1 second')"], raw.parameters);
      case markers.secondsAfter:
        return RawNode.create(['(', ' + ', " * interval '1 second')"], raw.parameters);
      case undefined:
      default:
        return raw;
    }
  }
}

/** The last plugin of the PostgreSQL engine. */
export class MarkerPlugin implements KyselyPlugin {
  readonly #transformer = new MarkerTransformer();

  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    return this.#transformer.transformNode(node);
  }

  transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return Promise.resolve(result);
  }
}
