import { openEngine } from '../../functions/open-engine.ts';
import type { Engine } from '../../shared/db/engine.ts';
import { readConfig } from '../../shared/platform/config.ts';

// A script that only touches the database must not ask for the identity provider's settings.
const identity = { AUTH_ISSUER: 'local', AUTH_AUDIENCE: 'local', AUTH_JWKS: '{"keys":[]}' };

/** Opens the engine of a database URL, or of the environment's database settings when there is none. */
export function openLocalEngine(
  url: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Engine> {
  return openEngine(readConfig({ ...identity, ...env, ...(url === undefined ? {} : { DATABASE_URL: url }) }));
}
