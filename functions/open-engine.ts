import type { RootOperationNode } from 'kysely';
import type { Engine } from '../shared/db/engine.ts';
import type { Config } from '../shared/platform/config.ts';

/** Opens the engine that the settings name. Only its own driver is loaded. */
export async function openEngine(config: Config, onStatement?: (node: RootOperationNode) => void): Promise<Engine> {
  const { DATABASE_URL: url, DB_POOL_MAX: poolMax } = config;
  if (url !== undefined && /^postgres(ql)?:/.test(url)) {
    const { createPostgresEngine } = await import('../shared/db/engines/postgres/create-postgres-engine.ts');
    return createPostgresEngine({ url, poolMax, ...(onStatement === undefined ? {} : { onStatement }) });
  }
  throw new Error('No engine for this database.');
}
