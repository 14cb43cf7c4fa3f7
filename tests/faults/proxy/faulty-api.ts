import { createPostgresEngine } from '../../../shared/db/engines/postgres/create-postgres-engine.ts';
import type { Engine } from '../../../shared/db/engine.ts';
import { freshDatabase } from '../../api/database.ts';
import { startApi, type Api } from '../../api/harness.ts';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';

/** The app with a breakable network to its database. */
export interface FaultyApi {
  readonly api: Api;
  readonly proxy: FaultProxy;
  /** Sees the database past the proxy. */
  readonly onlooker: Engine;
  stop(): Promise<void>;
}

/** Starts it. Leases of the outbox are as short as they can be, so that what a fault left is taken up soon. */
export async function startFaultyApi(): Promise<FaultyApi> {
  const database = await freshDatabase();
  const proxy = await startFaultProxy(database.url);
  const api = await startApi({ env: { DATABASE_URL: proxy.url, OUTBOX_LEASE_SECONDS: '5' } });
  const onlooker = createPostgresEngine({ url: database.url, poolMax: 2 });
  return {
    api,
    proxy,
    onlooker,
    async stop() {
      proxy.heal();
      await api.stop();
      await Promise.all([onlooker.close(), proxy.close()]);
      await database.drop();
    },
  };
}

/** The id of the organisation with this key. */
export async function orgIdOf(onlooker: Engine, key: string): Promise<number> {
  const db = onlooker.reader({ kind: 'system' }, { count: 0 });
  const { orgId } = await db.selectFrom('org').select('orgId').where('orgKey', '=', key).executeTakeFirstOrThrow();
  return orgId;
}
