import type {
  KyselyPlugin,
  PluginTransformQueryArgs,
  PluginTransformResultArgs,
  QueryResult,
  RootOperationNode,
  UnknownRow,
} from 'kysely';
import { TsqlTransformer } from './rewrite-transformer.ts';

/**
 * Turns the PostgreSQL-flavoured tree that the domain builds, with the markers of `portable.ts`, into the tree that `TsqlCompiler` prints as
 * T-SQL. It stands after `CamelCasePlugin`.
 */
export class TsqlRewritePlugin implements KyselyPlugin {
  readonly #transformer = new TsqlTransformer();

  transformQuery(args: PluginTransformQueryArgs): RootOperationNode {
    return this.#transformer.transformNode(args.node, args.queryId);
  }

  async transformResult(args: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return args.result;
  }
}
